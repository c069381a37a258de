import type { PostalAddress } from "../../../domain/marketplace-order.ts";
import { hasEnded } from "../../../domain/order-lifecycle.ts";
import type { OrderDetails } from "../../../reports/order-details.ts";
import { moneyText } from "../../output/money-text.ts";
import { oneLine } from "../../output/one-line.ts";
import { statusPaint } from "../../output/status-paint.ts";
import { nameList, table } from "../../output/table.ts";
import { minuteText, momentText, secondText } from "../../output/time-text.ts";
import type { Page } from "./page.ts";
import { renderFailures, renderHolds } from "./render-obstacles.ts";
import { renderParcels } from "./render-parcels.ts";
import { renderTimeline } from "./render-timeline.ts";

/** The page of an order, from what it is to what happened to it and what comes next. */
export function renderOrder(details: OrderDetails, page: Page): string {
  return [
    head(details, page),
    lines(details, page),
    renderHolds(details, page),
    renderParcels(details, page),
    renderFailures(details, page),
    renderTimeline(details, page),
    nextStep(details, page),
  ]
    .filter((section) => section !== "")
    .join("\n");
}

function head({ order, observation, acceptance, erasure }: OrderDetails, { screen, now }: Page): string {
  const { theme } = screen;
  const status = order.status ?? "observed only";
  const since = order.since === null ? "" : `, since ${momentText(order.since, now)}`;
  const deadline = order.shippingDeadline;
  return [
    `${theme.heading(order.orderId)}  ${statusPaint(screen)(status)}${theme.dim(since)}\n\n`,
    nameList(
      [
        ["shop", order.connection],
        ["order there", order.marketplaceOrderId === order.orderId ? "" : order.marketplaceOrderId],
        [
          "marketplace",
          `shows ${observation.marketplaceState}, read ${momentText(observation.observedAt, now)}`,
        ],
        ["ordered", `${momentText(order.orderedAt, now)}`],
        ["ship by", deadline === null ? "no deadline" : `${momentText(deadline, now)}`],
        ["total", moneyText(order.totalCents, order.currency)],
        ["ship to", shipToText({ order, observation, erasure })],
        ["decision", acceptance === null ? "" : decisionText(acceptance, now)],
      ],
      screen,
    ),
  ].join("");
}

function decisionText(
  {
    decision,
    state,
    requestedBy,
    requestedAt,
    refusedLines,
    checks,
  }: NonNullable<OrderDetails["acceptance"]>,
  now: Date,
): string {
  const partly = refusedLines.length > 0 ? ` without ${refusedLines.join(", ")}` : "";
  const stands = { wanted: "to be sent", sent: `sent, read back ${checks} times`, confirmed: "confirmed" }[
    state
  ];
  return `${decision}${partly} by ${requestedBy}, ${momentText(requestedAt, now)}: ${stands}`;
}

function shipToText({
  order: { status },
  observation: { shipTo },
  erasure,
}: Pick<OrderDetails, "order" | "observation" | "erasure">): string {
  if (shipTo !== null) return addressText(shipTo);
  if (erasure !== null) return `erased ${minuteText(erasure.at)} UTC by ${erasure.by ?? "somebody"}`;
  return status === "shipped" || (status !== null && hasEnded(status))
    ? "no address is kept"
    : "not told yet";
}

function addressText(to: PostalAddress): string {
  const person = [to.firstName, to.lastName].filter(Boolean).join(" ");
  const company = [to.company, to.company2].filter(Boolean).join(", ");
  const place = [to.city, to.state, to.zip].filter(Boolean).join(" ");
  const country = to.countryIso3 ?? to.country;
  return [person, company, to.street1, to.street2, to.additionalInfo, place, country, to.phone]
    .filter((line) => line !== null && line !== "")
    .map((line) => oneLine(line ?? ""))
    .join("\n");
}

function lines({ lines: ordered }: OrderDetails, { screen }: Page): string {
  const columns = [
    { title: "LINE" },
    { title: "SKU" },
    { title: "TITLE", flexible: true },
    { title: "QTY", align: "right" as const },
    { title: "EACH", align: "right" as const },
    { title: "STATE" },
  ];
  const rows = ordered.map((line) => [
    line.lineId,
    line.sku,
    line.title,
    line.cancelledQuantity > 0 ? `${line.quantity} - ${line.cancelledQuantity}` : String(line.quantity),
    (line.unitPriceCents / 100).toFixed(2),
    line.state ?? "-",
  ]);
  return table(columns, rows, screen);
}

/** What a person does next, where there is something to do. */
function nextStep({ order, holds, failures, shipments }: OrderDetails, { screen, now }: Page): string {
  const { orderId, status } = order;
  const open = failures.find((failure) => failure.resolvedAt === null && failure.needs === "human");
  const lookUpAt = shipments.find(({ doubt }) => doubt?.nextLookUpAt)?.doubt?.nextLookUpAt ?? null;
  const steps = [
    holds.some((hold) => hold.stands) ? `ops orders release ${orderId}` : "",
    shipments.some((shipment) => shipment.doubt?.nextLookUpAt === null && shipment.doubt.lookUps > 0)
      ? `ops labels found ${orderId} NUMBER, or: ops labels missing ${orderId}`
      : "",
    open ? `ops failures show ${open.failureId}` : "",
    lookUpAt !== null && lookUpAt > now ? `ops run, from ${secondText(lookUpAt)} UTC on` : "",
    WAITING.some((waiting) => waiting === status) ? "ops run" : "",
  ];
  const step = steps.find((text) => text !== "");
  return step === undefined ? "" : `${screen.theme.accent("next:")} ${step}\n`;
}

const WAITING = ["pending_acceptance", "accepted", "label_created", "awaiting_tracking", "tracked"] as const;
