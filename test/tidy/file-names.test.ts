import { describe, expect, test } from "bun:test";
import { exportsOf, fileNames } from "./file-names.ts";
import { Repository, RepositoryFile, report } from "./repository.ts";

const findings = (path: string, text: string) => report(fileNames(new Repository({ [path]: text })));

describe("file names", () => {
  test("are kebab-case, folders too", () => {
    expect(findings("src/db/orderLines.ts", "export const orderLines = 1;")).toContain(
      '"orderLines" is not kebab-case',
    );
    expect(findings("src/Db/order.ts", "export const order = 1;")).toContain('"Db" is not kebab-case');
    expect(findings("src/db/order-lines.test.ts", "")).toBe("");
  });

  test("say something", () => {
    for (const path of ["src/db/utils.ts", "src/helpers/order.ts", "test/common.ts", "src/domain/types.ts"])
      expect(findings(path, "export const utils = 1, order = 2;")).toContain("says nothing");
  });

  test("are those of the only export, in whole or with the folder's name", () => {
    expect(findings("src/workflows/create-labels.ts", "export const createLabels = {};")).toBe("");
    expect(findings("src/db/order-stores.ts", "export class OrderStore {}")).toBe("");
    expect(findings("src/carriers/seur/seur-client.ts", "export class Client {}")).toBe("");
    expect(findings("src/workflows/create-labels.ts", "export const makeLabels = {};")).toBe(
      "src/workflows/create-labels.ts:1: is not named after what it exports: makeLabels",
    );
  });

  test("name the subject of several exports", () => {
    const text =
      "export const ORDER_STATUSES = [], b = 1;\nexport const mayBecome = 1;\nexport type Status = string;";
    expect(findings("src/domain/lifecycle.ts", text)).toBe("");
    expect(findings("src/db/schema/index.ts", 'export * from "./orders.ts";')).toBe("");
  });

  test("of a file of types are made of the types' words", () => {
    expect(findings("src/domain/order-line.ts", "export type Order = 1; export type Line = 1;")).toBe("");
    expect(findings("src/domain/parcel.ts", "export type Order = 1; export type Line = 1;")).toContain(
      "Order, Line",
    );
  });

  test("shipped code exports something by name, entry points and tests need not", () => {
    expect(findings("src/db/order.ts", "start();")).toContain("exports nothing by name");
    expect(findings("src/main.ts", "start();")).toBe("");
    expect(findings("src/db/testing/order.ts", "start();")).toBe("");
  });

  test("every form of export is seen", () => {
    const text = `export const a = 1; export async function b() {} export abstract class C {} export interface D {}
      export type E = 1; export default class F {} export { g, h as i, type J } from "./x.ts"; export function* k() {}
      // export const no = 1;
      export enum L {} export type { M } from "./y.ts";`;
    const { values, types, forwards } = exportsOf(new RepositoryFile("src/a.ts", text));
    expect(values.sort()).toEqual([..."CFLabgik"]);
    expect(types.sort()).toEqual([..."DEJM"]);
    expect(forwards).toBe(false);
  });
});
