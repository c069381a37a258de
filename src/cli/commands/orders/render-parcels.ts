import { isLabelRemoved } from "../../../domain/shipment.ts";
import type { OrderDetails, ShipmentDetails } from "../../../reports/order-details.ts";
import { moneyText } from "../../output/money-text.ts";
import { oneLine } from "../../output/one-line.ts";
import { type Column, nameList, table } from "../../output/table.ts";
import { momentText, secondText } from "../../output/time-text.ts";
import type { Page } from "./page.ts";

/** Each parcel of an order, with what is not known of it yet. */
export const renderParcels = ({ shipments }: OrderDetails, page: Page): string =>
  shipments.map((shipment) => renderParcel(shipment, page)).join("\n");

function renderParcel(shipment: ShipmentDetails, { screen, now }: Page): string {
  const { theme } = screen;
  const { doubt } = shipment;
  const again = shipment.generation > 1 ? `, purchase ${shipment.generation}` : "";
  const title = `Parcel ${shipment.parcelNo}${again}: ${standing(shipment)}`;
  return [
    `${doubt ? theme.warn(title) : theme.heading(title)}\n`,
    nameList(
      [
        ["  carrier", carrierText(shipment)],
        ["  number", numberText(shipment)],
        ["  shipment", shipment.carrierShipmentId ?? ""],
        ["  label", isGone(shipment) ? "its file was removed" : (shipment.labelPdfPath ?? "")],
        ["  price", shipment.priceCents === null ? "" : moneyText(shipment.priceCents, "by the carrier")],
        ["  bought", shipment.boughtAt === null ? "" : `${momentText(shipment.boughtAt, now)}`],
        ["  packed", shipment.packedAt === null ? "" : `${momentText(shipment.packedAt, now)}`],
        ["  told", shipment.trackingPushedAt === null ? "" : `${momentText(shipment.trackingPushedAt, now)}`],
        ["  way", wayText(shipment, now)],
        ["  push", shipment.pushError ?? ""],
        ["  reference", doubt ? shipment.requestKey : ""],
        ["  in doubt", doubt?.words ?? ""],
      ],
      screen,
    ),
    renderEvents(shipment, { screen, now }),
  ].join("");
}

const numberText = ({ trackingPin, contestedPin }: ShipmentDetails): string =>
  trackingPin ?? (contestedPin === null ? "" : `${contestedPin}, which another order has`);

function wayText(
  { trackingStatus, trackedAt, nextTrackAt, deliveredAt }: ShipmentDetails,
  now: Date,
): string {
  if (trackedAt === null) return "";
  if (deliveredAt !== null) return `delivered ${momentText(deliveredAt, now)}`;
  const next = nextTrackAt === null ? "not looked at again" : `next look ${momentText(nextTrackAt, now)}`;
  return `${trackingStatus ?? "the carrier has no history yet"}, ${next}`;
}

/** What the carrier told, in its own words; codes that ops does not know are shown as they came. */
function renderEvents({ events }: ShipmentDetails, { screen }: Page): string {
  if (events.length === 0) return "";
  const columns: Column[] = [
    { title: "  WHEN (UTC)", paint: screen.theme.dim },
    { title: "CODE" },
    { title: "STATUS" },
    { title: "WHERE" },
    { title: "WORDS", flexible: true },
  ];
  const rows = events.map(({ occurredAt, code, status, raw }) => [
    `  ${secondText(occurredAt)}`,
    code || "-",
    status ?? "-",
    cell(raw.location),
    cell(raw.description),
  ]);
  return table(columns, rows, screen);
}

const cell = (value: unknown): string => (typeof value === "string" ? oneLine(value) : "-");

const carrierText = ({ carrier, carrierAccount, environment, serviceCode }: ShipmentDetails): string =>
  [
    carrier,
    carrierAccount === carrier ? "" : `account ${carrierAccount}`,
    serviceCode ?? "",
    environment === "production" ? "" : environment,
  ]
    .filter(Boolean)
    .join(", ");

const isGone = (shipment: ShipmentDetails): boolean =>
  isLabelRemoved({ ...shipment, path: shipment.labelPdfPath });

function standing(shipment: ShipmentDetails): string {
  const { endedAs, doubt, status, purchase } = shipment;
  if (endedAs !== null) return endedAs.replace("_", " ");
  if (doubt) return "nobody knows yet whether it was bought";
  if (status === "tracking_updated") return "the marketplace has the number";
  if (status === "label_created") return isGone(shipment) ? "it has a label" : "the label is here";
  return purchase === "bought" ? "paid for, the label is still to come" : purchase.replace("_", " ");
}
