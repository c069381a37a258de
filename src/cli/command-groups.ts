/** The parts of `ops --help`, each with the first words of its commands in order. */
export const HELP_SECTIONS: readonly { title: string; words: readonly string[] }[] = [
  {
    title: "Work",
    words: [
      "daemon",
      "run",
      "fetch-orders",
      "accept-orders",
      "read-back-orders",
      "create-labels",
      "push-tracking",
      "refresh-tracking",
    ],
  },
  { title: "Look and decide", words: ["orders", "labels", "tracking", "failures", "api-calls", "catalog"] },
  {
    title: "Set up and keep",
    words: ["init", "config", "doctor", "schedule", "db", "prune", "privacy", "pause", "resume", "reconcile"],
  },
  { title: "Try", words: ["demo", "sandbox"] },
  { title: "Shell", words: ["completion", "help"] },
];

/** What commands of two words have in common. */
export const GROUP_SUMMARIES: Readonly<Record<string, string>> = {
  schedule: "What comes round by the clock.",
  orders: "Orders: list, look, decide, hold.",
  labels: "Shipping labels: list, open, settle what is in doubt.",
  tracking: "Tracking numbers at the marketplace.",
  failures: "The failure inbox: what needs a person.",
  "api-calls": "Every call to a marketplace or carrier.",
  catalog: "Products: weight, size, customs data.",
  privacy: "What is kept of a person.",
  config: "Settings in force.",
  db: "The database: migrate, check, back up, restore.",
};
