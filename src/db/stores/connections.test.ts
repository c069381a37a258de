import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTestConnection, type TestConnection } from "../../../test/support/connection.ts";
import { OpsError } from "../../domain/errors.ts";
import { freezeConnection } from "./connections.ts";

let connection: TestConnection;
beforeAll(async () => {
  connection = await openTestConnection();
});
afterAll(() => connection.close());

const at = new Date("2026-03-01T10:00:00Z");
const liveFrom = new Date("2026-02-28T00:00:00Z");

const shop = (name: string, orderPrefix = "BB-") => {
  const [marketplace = "", shopName = ""] = name.split("/");
  return { connection: name, marketplace, shop: shopName, orderPrefix, liveFrom, at };
};

test("the first import writes what later ones find, however often and whenever", async () => {
  const { db } = connection;
  const first = await freezeConnection(db, shop("bestbuy/main"));
  expect(first).toEqual({
    connection: "bestbuy/main",
    marketplace: "bestbuy",
    shop: "main",
    orderPrefix: "BB-",
    liveFrom,
    firstImportAt: at,
  });
  const later = { ...shop("bestbuy/main"), at: new Date("2026-04-01T00:00:00Z"), liveFrom: at };
  expect(await freezeConnection(db, later)).toEqual(first);
});

test("first imports at once agree", async () => {
  const { db } = connection;
  const frozen = await Promise.all(
    Array.from({ length: 8 }, () => freezeConnection(db, shop("decathlon/main"))),
  );
  expect(new Set(frozen.map((row) => JSON.stringify(row))).size).toBe(1);
});

test.each([
  ["another prefix", { orderPrefix: "X-" }],
  ["another name", { connection: "bestbuy-ca/main" }],
  ["another marketplace under the name", { marketplace: "walmart" }],
])("%s is refused and shows what was written first", async (_what, change) => {
  const { db } = connection;
  await freezeConnection(db, shop("bestbuy/main"));
  const error = await freezeConnection(db, { ...shop("bestbuy/main"), ...change }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(OpsError);
  expect(error.code).toBe("connection_frozen");
  expect(error.message).toContain('bestbuy/main (marketplace bestbuy, shop main, order prefix "BB-")');
});
