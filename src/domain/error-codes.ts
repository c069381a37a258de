/**
 * What kind of trouble an error is decides everything that is done about it, everywhere.
 * `retry`: may the unit be tried again by itself. `inbox`: does it get a row in the failure inbox.
 */
export const ERROR_KINDS = {
  usage: { retry: "no", inbox: "no", exitStatus: 2, httpStatus: 400 },
  config: { retry: "no", inbox: "no", exitStatus: 3, httpStatus: 503 },
  not_found: { retry: "no", inbox: "no", exitStatus: 4, httpStatus: 404 },
  conflict: { retry: "no", inbox: "no", exitStatus: 5, httpStatus: 409 },
  /** Understood and refused: address, service, credit. */
  rejected: { retry: "no", inbox: "for a human", exitStatus: 6, httpStatus: 502 },
  /** Nothing can have happened, or the call was idempotent. */
  unavailable: { retry: "budgeted", inbox: "after the budget", exitStatus: 7, httpStatus: 503 },
  /** An effect was sent and there is no definite answer. */
  in_doubt: { retry: "after a look-up", inbox: "when look-ups are used up", exitStatus: 8, httpStatus: 504 },
  bug: { retry: "no", inbox: "at once", exitStatus: 70, httpStatus: 500 },
} as const;

export type ErrorKind = keyof typeof ERROR_KINDS;

interface CodeEntry {
  kind: ErrorKind;
  /** The next step, for a person at 2 a.m. */
  hint: string;
}

const codes = <T extends Record<string, CodeEntry>>(table: T) => table as { [K in keyof T]: CodeEntry };

/** Every error code of the product. `docs/runbook.md` has an entry for each. */
export const ERROR_CODES = codes({
  bad_argument: { kind: "usage", hint: "Run the command with --help to see what it takes." },
  bad_input_file: { kind: "usage", hint: "Correct the file at the place named and run the command again." },

  bad_settings: {
    kind: "config",
    hint: "Correct the settings named; `ops doctor` checks them. A pause that came of them ends when they change.",
  },
  workspace_missing: {
    kind: "config",
    hint: "Run `ops init` here, or go to the folder that holds ops.toml.",
  },
  credentials_rejected: {
    kind: "config",
    hint: "Put a valid key into the settings; the connection resumes by itself when the secret changes, or with `ops resume`.",
  },
  operation_forbidden: {
    kind: "config",
    hint: "Give the key the missing role at the marketplace or carrier, then `ops resume`.",
  },
  carrier_account: {
    kind: "config",
    hint: "Check customer number, contract and means of payment of the carrier account; a pause ends when its settings change, or with `ops resume`.",
  },
  carrier_code_unknown: {
    kind: "config",
    hint: "Set carrier_codes of the marketplace to a code from its own list (`ops doctor` prints it); the pause ends when the settings change.",
  },
  environment_mismatch: {
    kind: "config",
    hint: "A production marketplace needs a production carrier account, and the other way round.",
  },
  connection_frozen: {
    kind: "config",
    hint: "Name and order prefix freeze at the first import: put the old value back, which ends the pause, or use a new workspace.",
  },
  database_newer: {
    kind: "config",
    hint: "Use the version of ops that wrote this database, or a newer one.",
  },

  not_found: {
    kind: "not_found",
    hint: "Check the id; `ops orders list` and `ops failures list` show what there is.",
  },

  lost_race: { kind: "conflict", hint: "Somebody else changed it first: look again, then decide." },
  illegal_move: { kind: "conflict", hint: "Look at the timeline with `ops orders show ORDER`." },
  job_lost: { kind: "conflict", hint: "Another worker has taken the job over; nothing needs to be done." },
  paused: { kind: "conflict", hint: "`ops doctor` says why; `ops resume NAME` lifts the pause." },
  already_open: { kind: "conflict", hint: "It is there already: look at it before you add another." },

  marketplace_rejected: {
    kind: "rejected",
    hint: "Read the marketplace's words in the details, correct the order there or here, then retry.",
  },
  order_invalid: {
    kind: "rejected",
    hint: "Look at the order in the marketplace's back office, then decide by hand.",
  },
  address_invalid: {
    kind: "rejected",
    hint: "Correct the address with the customer, or ship by hand and adopt the label with `ops orders adopt`.",
  },
  product_unknown: {
    kind: "rejected",
    hint: "Add the product with `ops catalog import`, or set shipping.default_parcel, then retry.",
  },
  parcel_refused: {
    kind: "rejected",
    hint: "Ship it by another carrier and adopt the label with `ops orders adopt`.",
  },
  customs_incomplete: {
    kind: "rejected",
    hint: "Complete the product's customs data (`ops catalog import`) or the duty settings, then retry.",
  },
  dangerous_goods: { kind: "rejected", hint: "Ship it as dangerous goods by hand, then `ops orders adopt`." },
  not_shippable: { kind: "rejected", hint: "The reason is in the details; retry when it is gone." },
  carrier_rejected: {
    kind: "rejected",
    hint: "Read the carrier's words in the details, correct the cause, then retry.",
  },
  payment_refused: {
    kind: "rejected",
    hint: "Check the card or credit of the carrier account, then retry the group.",
  },
  decision_needed: {
    kind: "rejected",
    hint: "Decide with `ops orders accept ORDER` or `ops orders refuse ORDER`.",
  },
  partial_decision_forbidden: {
    kind: "rejected",
    hint: "This marketplace takes all lines or none: accept or refuse the whole order.",
  },
  label_orphaned: {
    kind: "rejected",
    hint: "A label lives for an order that ended: void or refund it with the carrier, then resolve.",
  },
  label_budget_used: {
    kind: "config",
    hint: "Check why so many labels were bought; raise shipping.max_labels_per_day if it is right. Buying goes on by itself then, or with the next day (UTC).",
  },
  shipping_types_unknown: {
    kind: "config",
    hint: "Give the key the right to read shipping types, or name those that the shop ships itself in own_shipping_types of the shop. Every fetch asks again (now: `ops orders fetch`), and buying goes on by itself then.",
  },
  labels_unstorable: {
    kind: "config",
    hint: "Free disk space or mend the permissions of the folder named; buying goes on by itself then.",
  },
  push_not_confirmed: {
    kind: "rejected",
    hint: "The marketplace does not show the order as shipped: look at it there, then retry.",
  },
  number_contested: {
    kind: "rejected",
    hint: "The details name the orders, and the command for each way out.",
  },
  acceptance_not_confirmed: {
    kind: "rejected",
    hint: "The marketplace still waits for a decision: look at it there, then retry.",
  },
  delivery_failed: {
    kind: "rejected",
    hint: "Speak to the carrier and the customer, then resolve; the parcel is looked at until it arrives.",
  },
  delivery_unknown: {
    kind: "rejected",
    hint: "Ask the carrier for the parcel, settle it with the customer, then resolve.",
  },

  timed_out: { kind: "unavailable", hint: "Tried again by itself; see `ops api-calls list`." },
  connection_failed: { kind: "unavailable", hint: "Tried again by itself; check the network if it lasts." },
  throttled: { kind: "unavailable", hint: "Tried again by itself when the service allows it." },
  service_error: { kind: "unavailable", hint: "The service has trouble; tried again by itself." },
  edge_answer: {
    kind: "unavailable",
    hint: "A page came in place of data: the service's edge blocks this address or key, or it is down.",
  },
  malformed_answer: { kind: "unavailable", hint: "The answer could not be read; tried again by itself." },
  answer_too_large: {
    kind: "unavailable",
    hint: "The answer was larger than any real one; see `ops api-calls show`.",
  },
  interrupted: {
    kind: "unavailable",
    hint: "ops was told to stop while it waited: nothing was sent. Run it again.",
  },
  circuit_open: {
    kind: "unavailable",
    hint: "The service failed several times in a row; it is left alone for a moment.",
  },
  label_not_ready: {
    kind: "unavailable",
    hint: "The label is paid for and will be fetched again by itself.",
  },
  database_unavailable: {
    kind: "unavailable",
    hint: "Start PostgreSQL, or correct database.url; `ops config show` prints where it is looked for.",
  },
  storage_unavailable: {
    kind: "unavailable",
    hint: "Free disk space or mend the permissions of the folder named.",
  },

  answer_lost: { kind: "in_doubt", hint: "Looked up by itself; `ops orders show ORDER` says when next." },
  look_ups_used_up: {
    kind: "in_doubt",
    hint: "Look for the shipment with the carrier: `ops labels found ORDER NUMBER` if it exists, `ops labels missing ORDER` if it does not.",
  },

  bug: { kind: "bug", hint: "This should not happen: keep the log and report it." },
});

export type ErrorCode = keyof typeof ERROR_CODES;
