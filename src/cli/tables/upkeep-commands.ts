import { type Command, command } from "../command.ts";
import { flag, integer, requiredText, requiredTexts, text } from "../parameter.ts";
import { DRY_RUN } from "./list-options.ts";

/** Keeping the whole in order. */
export const UPKEEP_COMMANDS: readonly Command[] = [
  command({
    path: "doctor",
    summary: "Check settings, database, keys, disk and the flow of work.",
    details: `Every line that is not well has its next step. Exit status 0: nothing is bad.

  ops doctor
  ops doctor --json | jq '.findings[] | select(.level == "bad")'`,
    load: async () => (await import("../commands/doctor.ts")).doctor,
  }),
  command({
    path: "reconcile",
    summary: "Compare orders and labels with marketplaces and carriers.",
    details: `Exit status 0: what one side has, the other has too. After a restore it looks
back to the backup, and effects wait until all agrees.

  ops reconcile --days 30
  ops reconcile --adopt --resume`,
    options: {
      days: integer("How far back labels are compared.", { min: 1, max: 90, fallback: 7 }),
      adopt: flag("Book labels of ours that only the carrier has."),
      resume: flag("When all agrees, end the pause of a restore unasked."),
    },
    load: async () => (await import("../commands/reconcile/reconcile.ts")).reconcileCommand,
  }),
  command({
    path: "pause",
    summary: "Stop a workflow, a shop or a carrier account.",
    details: `"effects" stops everything that changes something outside.

  ops pause create-labels --reason "the printer is broken"
  ops pause bestbuy/main`,
    arguments: { name: requiredText("NAME", "A workflow, a shop, a carrier account, or effects.") },
    options: { reason: text("TEXT", "Why, for whoever finds it."), ...DRY_RUN },
    load: async () => (await import("../commands/pause.ts")).pause,
  }),
  command({
    path: "resume",
    summary: "Go on with what is paused.",
    details: "`ops doctor` lists what is paused, and why.\n\n  ops resume bestbuy/main",
    arguments: { names: requiredTexts("NAME", "As `ops doctor` names it.") },
    options: DRY_RUN,
    load: async () => (await import("../commands/resume.ts")).resume,
  }),
];
