import { type Command, command } from "../command.ts";
import { texts } from "../parameter.ts";
import { DRY_RUN } from "./list-options.ts";

interface Runs {
  path: string;
  summary: string;
  /** The workflows of the cycle that it runs. */
  names: readonly string[];
  details?: string;
}

/** A command that runs a part of the cycle. */
const runs = ({ path, summary, names, details }: Runs): Command =>
  command({
    path,
    summary,
    details: details ?? `  ops ${path} --dry-run    show what is due, nearest deadline first\n  ops ${path}`,
    options: DRY_RUN,
    load: async () => (await import("../commands/run-workflows.ts")).runOnly(...names),
  });

const FETCH = { summary: "Ask the marketplaces what is new.", names: ["fetch-orders"] };
const LABELS = {
  summary: "Buy a label for every order that may ship.",
  names: ["read-back-orders", "create-labels"],
  details: `Orders are read again just before. Purchases without a definite answer are
looked up, never bought again blindly.

  ops create-labels --dry-run`,
};
const PUSH = {
  summary: "Tell the marketplaces tracking numbers, and that parcels left.",
  names: ["push-tracking", "read-back-orders"],
};

const REFRESH = {
  summary: "Ask the carriers where parcels are; end what is delivered.",
  names: ["refresh-tracking"],
  details: `Each parcel has its pace, from every 15 minutes to every 6 hours, so this may be
called as often as you like. It is not part of \`ops run\`: carriers answer few
such questions a minute.

  */15 * * * *  ops tracking refresh --workspace /srv/shop --quiet
  ops tracking refresh --dry-run`,
};

/** The cycle and its parts; each part also stands under the things that it is about. */
export const WORK_COMMANDS: readonly Command[] = [
  command({
    path: "run",
    summary: "Run one whole cycle: fetch, accept, label, push.",
    details: `What a cron line would call. It does everything that is due and waits for
answers that are due within engine.cycle_wait_seconds. A service that takes few
calls is waited for too: a marketplace may be asked for its orders once a
minute, and standard error tells until when. Exit status 1 when something
failed, or is paused because of trouble.

  */5 * * * *  ops run --workspace /srv/shop --quiet
  ops run --dry-run
  ops run --only create-labels --only push-tracking`,
    options: {
      only: texts("NAME", "Run this workflow alone: fetch-orders, accept-orders, …"),
      ...DRY_RUN,
    },
    load: async () => (await import("../commands/run-workflows.ts")).run,
  }),
  runs({ path: "fetch-orders", ...FETCH }),
  runs({
    path: "accept-orders",
    summary: "Send the decisions on orders that wait for one.",
    names: ["accept-orders", "read-back-orders"],
  }),
  runs({
    path: "read-back-orders",
    summary: "Read orders again that wait for news.",
    names: ["read-back-orders"],
  }),
  runs({ path: "create-labels", ...LABELS }),
  runs({ path: "push-tracking", ...PUSH }),
  runs({ path: "orders fetch", ...FETCH }),
  runs({ path: "labels create", ...LABELS }),
  runs({ path: "tracking push", ...PUSH }),
  runs({ path: "refresh-tracking", ...REFRESH }),
  runs({ path: "tracking refresh", ...REFRESH }),
];
