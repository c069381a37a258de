import { describe, expect, test } from "bun:test";
import type { RootShape } from "./schema.ts";
import { readDocument, SchemaViolation } from "./schema.ts";
import { CarrierSchemas } from "./testing/carrier-schemas.ts";
import { requestFamilies } from "./testing/request-variations.ts";
import { MalformedXml, parseXml } from "./xml.ts";

const schemas = new CarrierSchemas(process.env.OPS_CONTRACTS_DIR);

function verdict(root: RootShape<unknown>, document: string): boolean {
  try {
    readDocument(root, parseXml(new TextEncoder().encode(document)));
    return true;
  } catch (error) {
    if (error instanceof SchemaViolation || error instanceof MalformedXml) return false;
    throw error;
  }
}

describe("request documents", () => {
  test("get the same verdict from these tables as from the carrier's own schemas", async () => {
    const absence = schemas.absence();
    if (absence) return console.warn(`Schema equality is not checked here: ${absence}.`);

    let compared = 0;
    const differences: string[] = [];
    for (const { schema, root, base, variations } of requestFamilies) {
      const documents = variations.map(([label, from, to]) => {
        expect(base, label).toContain(from);
        return base.replace(from, () => to);
      });
      const verdicts = await schemas.validate(schema, documents);
      for (const [index, document] of documents.entries()) {
        compared += 1;
        const { valid, says } = verdicts[index] ?? { valid: false, says: "no verdict" };
        if (verdict(root, document) === valid) continue;
        differences.push(`${root.name}, ${variations[index]?.[0]}: xmllint says ${valid ? "valid" : says}`);
      }
    }
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(150);
  });
});
