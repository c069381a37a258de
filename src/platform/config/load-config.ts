import type { Config } from "./config.ts";
import { readSettings, type SettingsInput } from "./read-settings.ts";

/** The settings, complete and checked. @throws as `readSettings` does */
export const loadConfig = async (input: SettingsInput): Promise<Config> => (await readSettings(input)).config;
