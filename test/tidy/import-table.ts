export interface Layer {
  /** A folder of src/, or a file right in it. */
  name: string;
  may: readonly string[];
  /** Only types: nothing of what is imported runs there. */
  typesOnly?: boolean;
  /** Its folders know nothing of each other. */
  siblingsApart?: boolean;
  /** May use no package either. */
  pure?: boolean;
  /** Files outside src/ that are bundled into it. */
  embeds?: readonly string[];
  /** What the list alone does not say, for the printed table. */
  note?: string;
}

const BASE = ["domain", "platform"] as const;
const UP_TO_WORKFLOWS = [
  ...BASE,
  "db",
  "marketplaces",
  "carriers",
  "engine",
  "reports",
  "workflows",
] as const;
const EDGES = ["server", "tui", "web", "sandbox", "app.ts"] as const;

/** Which part of src/ may import which; every part may import itself. Type imports count. The one copy of the rule. */
export const IMPORT_TABLE: readonly Layer[] = [
  { name: "domain", may: [], pure: true, note: "no package either" },
  { name: "platform", may: ["domain"], embeds: ["package.json"] },
  { name: "db", may: BASE, embeds: ["drizzle/", "package.json"] },
  { name: "marketplaces", may: BASE, siblingsApart: true, note: "never a sibling marketplace" },
  { name: "carriers", may: BASE, siblingsApart: true, note: "never a sibling carrier" },
  { name: "engine", may: [...BASE, "db"] },
  { name: "reports", may: [...BASE, "db"] },
  { name: "workflows", may: UP_TO_WORKFLOWS.slice(0, -1) },
  { name: "server", may: [...BASE, "reports", "workflows"] },
  { name: "tui", may: [...BASE, "reports", "workflows"] },
  { name: "web", may: ["domain", "server"], typesOnly: true, note: "types only" },
  { name: "sandbox", may: ["platform"], note: "shares no understanding of a protocol with the clients" },
  { name: "app.ts", may: UP_TO_WORKFLOWS },
  { name: "cli", may: [...UP_TO_WORKFLOWS, ...EDGES], embeds: ["package.json"] },
  { name: "main.ts", may: ["cli"] },
];

/** The table as Markdown: what ARCHITECTURE.md prints. */
export function printedImportTable(): string {
  const rows = IMPORT_TABLE.map(({ name, may, note }) => {
    const list = may.map((part) => `\`${part}\``).join(", ") || "nothing";
    return `| \`${name}\` | ${note ? `${list}; ${note}` : list} |`;
  });
  return ["| part of `src/` | may import |", "|---|---|", ...rows].join("\n");
}

if (import.meta.main) process.stdout.write(`${printedImportTable()}\n`);
