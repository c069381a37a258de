import type { OrderDetails, ShipmentDetails } from "../../../reports/order-details.ts";
import { moneyText } from "../../output/money-text.ts";
import { nameList } from "../../output/table.ts";
import { momentText } from "../../output/time-text.ts";
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
        ["  number", shipment.trackingPin ?? ""],
        ["  shipment", shipment.carrierShipmentId ?? ""],
        ["  label", shipment.labelPdfPath ?? ""],
        ["  price", shipment.priceCents === null ? "" : moneyText(shipment.priceCents, "by the carrier")],
        ["  bought", shipment.boughtAt === null ? "" : `${momentText(shipment.boughtAt, now)}`],
        ["  packed", shipment.packedAt === null ? "" : `${momentText(shipment.packedAt, now)}`],
        ["  told", shipment.trackingPushedAt === null ? "" : `${momentText(shipment.trackingPushedAt, now)}`],
        ["  push", shipment.pushError ?? ""],
        ["  reference", doubt ? shipment.requestKey : ""],
        ["  in doubt", doubt?.words ?? ""],
      ],
      screen,
    ),
  ].join("");
}

const carrierText = ({ carrier, carrierAccount, environment, serviceCode }: ShipmentDetails): string =>
  [
    carrier,
    carrierAccount === carrier ? "" : `account ${carrierAccount}`,
    serviceCode ?? "",
    environment === "production" ? "" : environment,
  ]
    .filter(Boolean)
    .join(", ");

function standing({ endedAs, doubt, status, purchase }: ShipmentDetails): string {
  if (endedAs !== null) return endedAs.replace("_", " ");
  if (doubt) return "nobody knows yet whether it was bought";
  if (status === "tracking_updated") return "the marketplace has the number";
  if (status === "label_created") return "the label is here";
  return purchase === "bought" ? "paid for, the label is still to come" : purchase.replace("_", " ");
}
