import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What xmllint says against the documents, one line a fault; empty when all are valid. One call for all of them. */
export function faultsOf(documents: string[], schema: string): string {
  const folder = mkdtempSync(join(tmpdir(), "ops-schema-"));
  try {
    const files = documents.map((document, index) => {
      const file = join(folder, `${index}.xml`);
      writeFileSync(file, document);
      return file;
    });
    const { exitCode, stderr } = Bun.spawnSync(["xmllint", "--noout", "--schema", schema, ...files]);
    if (exitCode === 0) return "";
    const said = stderr.toString().split("\n");
    return said.filter((line) => line !== "" && !line.endsWith(" validates")).join("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whether this machine has the validator; says so when not. */
export function canValidate(): boolean {
  if (Bun.which("xmllint")) return true;
  console.warn("Not checked against the carrier's schemas: xmllint is not installed.");
  return false;
}
