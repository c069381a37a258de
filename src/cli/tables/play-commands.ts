import { FAULT_KINDS } from "../../sandbox/fault-kinds.ts";
import { SERVICE_NAMES } from "../../sandbox/service.ts";
import { type Command, command } from "../command.ts";
import { choice, flag, integer, text, texts } from "../parameter.ts";

/** The imitated outside world. */
const WORLD_OPTIONS = {
  seed: integer("The same seed makes the same world. Default 1.", {
    min: 0,
    max: 2147483648,
    fallback: undefined,
  }),
  orders: integer("Invented orders. Default 25, none with --load.", {
    min: 0,
    max: 100000,
    fallback: undefined,
  }),
  states: choice(["new", "mixed"], "All waiting for acceptance, or in all states."),
  load: texts("FILE", "Real OR11 answers, in the states they are in."),
  reopen: flag("Put loaded orders back to WAITING_ACCEPTANCE."),
  strict: flag("Enforce the published call frequencies."),
  latency: text("LIST", "Delays in milliseconds: mirakl=150,canada-post=200-400"),
  faults: text("LIST", "What goes wrong, see below."),
  hideMs: integer("Milliseconds for which new shipments stay out of look-ups.", {
    min: 0,
    max: 86400000,
    fallback: undefined,
  }),
  constantPin: flag("Give every parcel one tracking number, as development hosts do."),
};

/** What `--faults` takes. */
const FAULTS = `Faults are listed with their share of requests: of all, of one service or of
one operation; or for the n-th request of an operation. Services are
${SERVICE_NAMES.join(" and ")}. Kinds of faults:

${Object.values(FAULT_KINDS)
  .map(({ written, meaning }) => `  ${written.padEnd(14)}${meaning}`)
  .join("\n")}`;

/** Trying things out where nothing is real. */
export const PLAY_COMMANDS: readonly Command[] = [
  command({
    path: "demo",
    summary: "Play the whole job in a sandbox and show what happened.",
    details: `Starts an imitated marketplace and carrier and a database in a throw-away
workspace, and runs cycles until every order has come to its end.

${FAULTS}

  ops demo --orders 50 --faults drop_after=0.2
  ops demo --load orders.json --reopen --keep play`,
    options: {
      keep: text("DIR", "Make the workspace there and leave it."),
      noContract: flag("Use a carrier account without a contract."),
      ...WORLD_OPTIONS,
    },
    load: async () => (await import("../commands/demo.ts")).demo,
  }),
  command({
    path: "sandbox",
    summary: "Serve an imitation of Mirakl and Canada Post on this machine.",
    details: `${FAULTS}

  ops sandbox --faults drop_after=0.2,mirakl:status429=0.05
  ops sandbox --faults CreateShipment#3:slow5000
  ops sandbox --load orders.json --reopen`,
    options: {
      port: integer("Port; a free one otherwise.", { min: 0, max: 65535, fallback: undefined }),
      ...WORLD_OPTIONS,
    },
    serves: true,
    load: async () => (await import("../commands/sandbox.ts")).sandbox,
  }),
];
