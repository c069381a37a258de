import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(import.meta.dir, "../../../..");

/** The carrier's own XSD files, consulted through xmllint. They are not shipped with the product. */
export class CarrierSchemas {
  readonly #folder: string;

  /** `contractsDir` is what `OPS_CONTRACTS_DIR` says, relative to the repository. */
  constructor(contractsDir = "../shared/contracts") {
    this.#folder = resolve(repository, contractsDir, "canada-post");
  }

  /** Why they cannot be consulted on this machine, or null when they can. */
  absence(): string | null {
    if (!Bun.which("xmllint")) return "xmllint is not installed";
    return existsSync(join(this.#folder, "shipment.xsd"))
      ? null
      : "the carrier's schemas are not on this machine";
  }

  /** One of the composed messages beside the schemas (`01-….request.xml`). */
  example(name: string): Promise<string> {
    return readFile(join(this.#folder, "examples", name), "utf8");
  }

  /** The verdict on each document by `schema` (`shipment.xsd`), with xmllint's words. */
  async validate(schema: string, documents: readonly string[]): Promise<{ valid: boolean; says: string }[]> {
    const folder = await mkdtemp(join(tmpdir(), "carrier-schemas-"));
    try {
      const names = documents.map((_, index) => `${index}.xml`);
      await Promise.all(
        documents.map((document, index) => writeFile(join(folder, `${index}.xml`), document)),
      );
      const command = ["xmllint", "--noout", "--nonet", "--schema", join(this.#folder, schema), ...names];
      const run = Bun.spawn(command, { cwd: folder, stderr: "pipe" });
      const lines = (await new Response(run.stderr).text()).split("\n");
      return names.map((name) => ({
        valid: lines.includes(`${name} validates`),
        says: lines.filter((line) => line.startsWith(`${name}:`)).join("\n"),
      }));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
