/** Writes docs/settings.md from the settings schema. */
import { settingsReference } from "../src/platform/config/settings-reference.ts";

const file = new URL("../docs/settings.md", import.meta.url).pathname;
await Bun.write(file, settingsReference());
console.log(`Wrote ${file}`);
