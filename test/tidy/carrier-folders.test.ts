import { expect, test } from "bun:test";
import { carrierFolders } from "./carrier-folders.ts";
import { Repository, report } from "./repository.ts";

const GOOD = {
  "src/carriers/carrier.ts": "",
  "src/carriers/registry.ts": 'import "./seur/client.ts"; import "./tipsa/client.ts";',
  "src/carriers/seur/client.ts": "",
  "src/carriers/seur/codes.ts": "",
  "src/carriers/seur/codes.test.ts": "",
  "src/carriers/seur/customs/form.ts": "",
  "src/carriers/tipsa/client.ts": "",
  "src/carriers/tipsa/codes.ts": "",
};
const findings = (texts: Record<string, string>) =>
  report(carrierFolders(new Repository({ ...GOOD, ...texts })));

test("carriers with the same files pass; tests and inner folders are their own", () => {
  expect(findings({})).toBe("");
});

test("a file that one carrier lacks is reported", () => {
  expect(findings({ "src/carriers/seur/wire.ts": "" })).toBe(
    "src/carriers/tipsa:1: lacks wire.ts, which seur has",
  );
});

test("a carrier that the registry does not know is reported", () => {
  expect(findings({ "src/carriers/registry.ts": 'import "./seur/client.ts";' })).toBe(
    "src/carriers/tipsa:1: is not in src/carriers/registry.ts",
  );
});
