import type { CommandRun } from "../../command.ts";
import { outcomeText } from "../../daemon/outcome-text.ts";
import { readScheduled, type Scheduled } from "../../daemon/scheduled.ts";
import type { Screen } from "../../output/screen.ts";
import { nameList } from "../../output/table.ts";
import { minuteText, momentText } from "../../output/time-text.ts";

/** Every schedule with its last times, what became of them, and its next. */
export async function list(run: CommandRun<{ last: number }>): Promise<number> {
  const { config } = await run.settings();
  const { db } = await run.database();
  const now = run.clock.now();
  const schedules = await readScheduled(db, { config, now, slots: run.input.last });
  await run.output.result({ schedules }, (data, screen) =>
    data.schedules.map((schedule) => render(schedule, { screen, now })).join("\n"),
  );
  return 0;
}

function render(
  { schedule, cron, timeZone, enabled, next, last }: Scheduled,
  { screen, now }: { screen: Screen; now: Date },
): string {
  const { theme } = screen;
  const coming = next ? momentText(next, now) : theme.warn(enabled ? "never" : "switched off");
  const rows = last.map(({ slot, outcome, reason }): [string, string] => [
    `  ${minuteText(slot)}`,
    [outcomeText(outcome, screen), reason ?? ""].filter(Boolean).join(", "),
  ]);
  const times: [string, string][] = [
    ["  times", `${cron}, ${timeZone}`],
    ["  next", coming],
    ...(rows.length > 0 ? rows : [["  last", "never"] as [string, string]]),
  ];
  return `${theme.heading(schedule)}\n${nameList(times, screen)}`;
}
