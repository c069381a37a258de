import { expect, test } from "bun:test";
import { settingsReference } from "./settings-reference.ts";
import { settingsTree } from "./settings-schema.ts";
import { keysOf } from "./settings-tree.ts";

test("docs/settings.md is what scripts/generate-settings-doc.ts writes", async () => {
  const written = await Bun.file(new URL("../../../docs/settings.md", import.meta.url)).text();
  expect(written).toBe(settingsReference());
});

test("every key says what it is for", () => {
  const example = { senders: { a: {} }, carriers: { a: {} }, marketplaces: { a: { shops: { a: {} } } } };
  const silent = [...keysOf(settingsTree, example)].filter(({ field }) => field.description.length < 5);
  expect(silent.map(({ path }) => path.join("."))).toEqual([]);
});
