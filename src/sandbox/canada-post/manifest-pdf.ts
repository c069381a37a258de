import { PDFDocument, StandardFonts } from "pdf-lib";
import { fontPrinter } from "./font-printer.ts";
import type { Shipment } from "./shipments.ts";
import { dollars } from "./tariff.ts";

const PAGE = { width: 612, height: 792 };
const ROWS_PER_PAGE = 48;

interface ManifestPaper {
  poNumber: string;
  date: string;
  company: string;
  shipments: readonly Shipment[];
}

/** A manifest on letter paper: one row per shipment; the same content gives the same bytes. */
export async function manifestPdf(paper: ManifestPaper): Promise<Uint8Array<ArrayBuffer>> {
  const { poNumber, date, company, shipments } = paper;
  const document = await PDFDocument.create({ updateMetadata: false });
  const font = await document.embedFont(StandardFonts.Courier);
  const print = fontPrinter(font);
  const total = shipments.reduce((sum, { price }) => sum + price.dueCents, 0);
  const title = `SANDBOX MANIFEST ${poNumber}   ${date}   ${company}   ${shipments.length} shipments   CAD ${dollars(total)}`;
  for (let first = 0; first < shipments.length; first += ROWS_PER_PAGE) {
    const page = document.addPage([PAGE.width, PAGE.height]);
    page.drawText(print(title), { x: 36, y: 750, size: 8, font });
    for (const [index, shipment] of shipments.slice(first, first + ROWS_PER_PAGE).entries()) {
      page.drawText(print(row(shipment)), { x: 36, y: 725 - index * 14, size: 8, font });
    }
  }
  return new Uint8Array(await document.save({ useObjectStreams: false }));
}

function row({ id, pin, service, delivery, price }: Shipment): string {
  const { destination } = delivery;
  const columns = [
    id,
    (pin ?? "no tracking").padEnd(16),
    service.code.padEnd(14),
    (destination["address-details"]["postal-zip-code"] ?? "").padEnd(10),
    dollars(price.dueCents).padStart(9),
    delivery.references?.["customer-ref-1"] ?? "",
  ];
  return columns.join("  ");
}
