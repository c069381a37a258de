import type { FailureGroup } from "../../reports/failures-inbox.ts";
import type { OrderListing } from "../../reports/orders-view.ts";
import type { UnreadOrder } from "../../reports/unread-orders.ts";
import { causeBlocks } from "../commands/failures/render-failures.ts";
import type { Screen } from "../output/screen.ts";
import { nameList, table } from "../output/table.ts";

/** What `ops demo --json` prints; labels are counted in the carrier's books. */
export interface DemoResult {
  orders: number;
  shipped: number;
  complete: number;
  ended: number;
  held: number;
  needs_human: number;
  labels_bought: number;
  labels_live: number;
  duplicate_labels: number;
  api_calls: number;
  seconds: number;
}

interface Shown {
  result: DemoResult;
  orders: OrderListing[];
  /** Those that could not be taken in. */
  unread: UnreadOrder[];
  /** What waits for a person. */
  causes: FailureGroup[];
  now: Date;
  /** The workspace, where it stays. */
  kept: string | null;
}

/** The table of orders, what needs a person, the counts, and what to try next. */
export function renderDemo({ result, orders, unread, causes, now, kept }: Shown, screen: Screen): string {
  return [
    ordersTable({ orders, unread }, screen),
    rest(result.orders - orders.length - unread.length),
    causeBlocks(causes, { screen, now }),
    counts(result, screen),
    next(kept, screen),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function ordersTable({ orders, unread }: Pick<Shown, "orders" | "unread">, screen: Screen): string {
  const { theme } = screen;
  const readRows = orders.map((order) => [
    order.orderId,
    order.status ?? order.marketplaceState,
    order.carrier ?? "-",
    order.trackingNumber ?? "-",
    order.labelPath ?? order.failure?.code ?? order.holds.join(", "),
  ]);
  const rows = [...readRows, ...unread.map(({ orderId, code }) => [orderId, "not taken in", "-", "-", code])];
  const paint = (status: string) =>
    status === "shipped" || status === "complete" ? theme.ok(status) : theme.warn(status);
  const columns = [
    { title: "ORDER" },
    { title: "STATUS", paint },
    { title: "CARRIER" },
    { title: "TRACKING NUMBER" },
    { title: "LABEL, OR WHAT IS IN THE WAY", flexible: true },
  ];
  return rows.length === 0 ? "" : table(columns, rows, screen);
}

const rest = (more: number) => (more > 0 ? `… and ${more} more\n` : "");

function counts(result: DemoResult, screen: Screen): string {
  const { theme } = screen;
  const duplicates = String(result.duplicate_labels);
  return nameList(
    [
      ["orders", `${result.orders}${standing(result)}`],
      ["labels", `${result.labels_bought} bought by the carrier's books, ${result.labels_live} live`],
      ["bought twice", result.duplicate_labels === 0 ? theme.ok(duplicates) : theme.bad(duplicates)],
      ["outside calls", `${result.api_calls}, each with its row in the audit`],
      ["took", `${result.seconds} s`],
    ],
    screen,
  );
}

/** Some are left when a demo is interrupted, or nothing more can be done for them. */
function standing({ orders, shipped, complete, ended, held, needs_human }: DemoResult): string {
  const parts = [
    [shipped, "shipped"],
    [complete, "complete"],
    [ended, "cancelled or refused"],
    [held, "held"],
    [needs_human, "waiting for a person"],
    [orders - shipped - complete - ended - held - needs_human, "not finished"],
  ] as const;
  const texts = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return texts.length === 0 ? "" : `: ${texts.join(", ")}`;
}

function next(kept: string | null, { theme }: Screen): string {
  const try_ = kept
    ? [
        ["its orders", `ops orders list --workspace ${kept}`],
        ["one of them", `ops orders show ORDER --workspace ${kept}`],
        ["what needs a person", `ops failures list --workspace ${kept}`],
        ["every outside call", `ops api-calls list --workspace ${kept}`],
      ]
    : [
        ["keep the workspace to look around", "ops demo --keep play"],
        ["lose a fifth of all answers", "ops demo --orders 50 --faults drop_after=0.2"],
        ["an account without a contract", "ops demo --no-contract --faults drop_after=0.2"],
        ["your own shop", "ops init"],
      ];
  const width = Math.max(...try_.map(([what]) => (what ?? "").length));
  const lines = try_.map(
    ([what, command]) => `  ${theme.dim((what ?? "").padEnd(width))}  ${theme.accent(command ?? "")}`,
  );
  return `Next:\n${lines.join("\n")}\n`;
}
