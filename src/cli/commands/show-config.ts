import type { SettingEntry } from "../../platform/config/read-settings.ts";
import type { CommandRun } from "../command.ts";
import type { Screen } from "../output/screen.ts";
import { table } from "../output/table.ts";

/** Prints every setting with its source; secrets as `[redacted]`. */
export async function showConfig({
  input,
  output,
  settings,
}: CommandRun<{ changed: boolean }>): Promise<number> {
  const { config, entries, warnings } = await settings();
  const shown = input.changed ? entries.filter(({ source }) => source !== "default") : entries;
  await output.result({ workspace: config.workspace, settings: shown }, (data, screen) =>
    render(data, screen),
  );
  for (const { key, problem } of warnings) output.warn(`${key} ${problem}.`);
  return 0;
}

function render(
  { workspace, settings }: { workspace: string; settings: SettingEntry[] },
  screen: Screen,
): string {
  const { theme } = screen;
  const rows = settings.map(({ key, value, source }) => [key, valueText(value), source]);
  const columns = [
    { title: "KEY" },
    { title: "VALUE", flexible: true },
    {
      title: "FROM",
      paint: (source: string) => (source === "default" ? theme.dim(source) : theme.accent(source)),
    },
  ];
  return `${theme.heading(workspace)}\n\n${table(columns, rows, screen)}`;
}

function valueText(value: unknown): string {
  if (value === null) return "-";
  return typeof value === "object" && "reveal" in value ? String(value) : JSON.stringify(value);
}
