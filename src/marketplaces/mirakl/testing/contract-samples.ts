import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

const REPOSITORY = resolve(import.meta.dir, "../../../..");
const folder = join(resolve(REPOSITORY, process.env.OPS_CONTRACTS_DIR ?? "../shared/contracts"), "mirakl");

/** Whether the contract's samples are here; says so when they are not, for their tests then check nothing. */
export function hasContract(): boolean {
  const found = existsSync(folder);
  if (!found)
    console.warn(`Not checked: there is no ${folder}. Set OPS_CONTRACTS_DIR to the contracts' folder.`);
  return found;
}

/** A file of the contract, such as `synthetic/or11_shipping.json`, without its editorial `_note`. */
export function contractFile(path: string): Record<string, unknown> {
  const { _note, ...content } = z.looseObject({}).parse(JSON.parse(readFileSync(join(folder, path), "utf8")));
  return content;
}

/** The official answer of an operation. */
export function sampleAnswer(operation: string): unknown {
  const samples = z.object({ response_200: z.array(z.object({ value: z.unknown() })) });
  return samples.parse(contractFile(`examples/${operation}.json`)).response_200[0]?.value;
}

/** The names of all OR11 answers of the contract. */
export function orderSamples(): string[] {
  const synthetic = readdirSync(join(folder, "synthetic")).filter((name) => name.startsWith("or11_"));
  return ["examples/OR11.answer.json", ...synthetic.map((name) => `synthetic/${name}`)];
}
