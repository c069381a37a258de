import type { z } from "zod";
import { carrierSettings, senderSettings } from "./carrier-settings.ts";
import { daemonSettings, scheduleSettings } from "./daemon-settings.ts";
import { marketplaceSettings } from "./marketplace-settings.ts";
import { processSettings } from "./process-settings.ts";
import { retentionSettings } from "./retention-settings.ts";
import { named, section } from "./schema-values.ts";
import { fieldOf, type SectionField } from "./settings-tree.ts";

/** Everything `ops.toml` may hold. Secrets are already read from their files when this looks at them. */
export const settingsSchema = section("Settings of ops.", {
  ...processSettings,
  ...daemonSettings,
  ...retentionSettings,
  schedules: named("What comes round by the clock, by name.", scheduleSettings).default({}),
  senders: named("Addresses from which parcels are sent, by name.", senderSettings).default({}),
  carriers: named("Accounts with carriers, by name.", carrierSettings).default({}),
  marketplaces: named("Marketplaces, by name.", marketplaceSettings).default({}),
});

export type Settings = z.infer<typeof settingsSchema>;

const tree = fieldOf(settingsSchema);
if (tree.kind !== "section") throw new TypeError("The settings must be a section.");

/** The same, as a tree of keys. */
export const settingsTree: SectionField = tree;
