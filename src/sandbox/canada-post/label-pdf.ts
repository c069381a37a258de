import bwip from "bwip-js/generic";
import type { PDFFont, PDFPage } from "pdf-lib";
import { grayscale, PDFDocument, StandardFonts } from "pdf-lib";
import { fontPrinter } from "./font-printer.ts";
import type { LabelContent } from "./label-content.ts";

const INCH = 72;
const LABEL = { width: 4 * INCH, height: 6 * INCH };
const LETTER = { width: 8.5 * INCH, height: 11 * INCH };
const MARGIN = 9;
const INNER = LABEL.width - 2 * MARGIN;
const BLACK = grayscale(0);
const WHITE = grayscale(1);

/** The bars may not be wider than this, or narrower than a thermal printer can draw. */
const WIDEST_MODULE = 1.75;
const QUIET_MODULES = 10;

interface Pen {
  page: PDFPage;
  /** Lower left corner of the label on its page. */
  left: number;
  bottom: number;
  write(text: string, at: Placed): void;
}

interface Placed {
  x: number;
  y: number;
  size: number;
  bold?: boolean;
  light?: boolean;
  /** Shrinks the text until it fits. */
  width?: number;
  align?: "left" | "right" | "centre";
}

/** A label as one page of 4x6 inches, or on a sheet of 8.5x11; the same content gives the same bytes. */
export async function labelPdf(
  content: LabelContent,
  format: "4x6" | "8.5x11",
): Promise<Uint8Array<ArrayBuffer>> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.setTitle(`SANDBOX label ${content.barcode}`);
  const fonts = {
    regular: await document.embedFont(StandardFonts.Helvetica),
    bold: await document.embedFont(StandardFonts.HelveticaBold),
  };
  const sheet = format === "4x6" ? LABEL : LETTER;
  const page = document.addPage([sheet.width, sheet.height]);
  const left = (sheet.width - LABEL.width) / 2;
  const bottom = format === "4x6" ? 0 : sheet.height - LABEL.height - INCH / 2;
  const pen = penOn(page, { left, bottom, fonts });
  drawLabel(pen, content);
  if (format === "8.5x11") drawSheet(pen);
  return new Uint8Array(await document.save({ useObjectStreams: false }));
}

function drawLabel(pen: Pen, content: LabelContent): void {
  frame(pen, { y: MARGIN, height: LABEL.height - 2 * MARGIN });
  drawHeader(pen, content);
  drawBand(pen, { y: 362, text: "SANDBOX - NOT VALID FOR MAILING / SPÉCIMEN" });
  drawAddresses(pen, content);
  drawDetails(pen, content);
  drawBarcode(pen, content);
  drawFooter(pen, content);
}

function drawHeader(pen: Pen, { serviceName, serviceCode, weight, date }: LabelContent): void {
  pen.write("CANADA POST / POSTES CANADA", { x: 16, y: 409, size: 7 });
  pen.write(serviceName, { x: 16, y: 387, size: 19, bold: true, width: 176 });
  pen.write(weight, { x: 272, y: 399, size: 13, bold: true, align: "right" });
  pen.write(date, { x: 272, y: 386, size: 8, align: "right" });
  pen.write(serviceCode, { x: 272, y: 413, size: 7, align: "right" });
}

function drawBand(pen: Pen, { y, text }: { y: number; text: string }): void {
  const { page, left, bottom } = pen;
  page.drawRectangle({ x: left + MARGIN, y: bottom + y, width: INNER, height: 15, color: BLACK });
  pen.write(text, { x: LABEL.width / 2, y: y + 4, size: 9, bold: true, light: true, align: "centre" });
}

function drawAddresses(pen: Pen, { from, to, phone, sortLine }: LabelContent): void {
  pen.write("FROM / DE", { x: 16, y: 351, size: 6 });
  for (const [index, line] of from.entries()) {
    pen.write(line, { x: 16, y: 341 - index * 9, size: 8, width: 256 });
  }
  rule(pen, 290);
  pen.write("TO / À", { x: 16, y: 280, size: 6 });
  for (const [index, line] of to.entries()) {
    pen.write(line, {
      x: 24,
      y: 265 - index * 14,
      size: index === 0 ? 13 : 11.5,
      bold: index === 0,
      width: 248,
    });
  }
  pen.write(sortLine, { x: 272, y: 156, size: 22, bold: true, align: "right", width: 176 });
  pen.write(phone ? `Tel. ${phone}` : "", { x: 16, y: 156, size: 8 });
  rule(pen, 149);
}

function drawDetails(pen: Pen, { references, options, customs, postage, manifest }: LabelContent): void {
  pen.write(references.length > 0 ? `REF ${references.join("  ")}` : "", {
    x: 16,
    y: 138,
    size: 8,
    width: 180,
  });
  pen.write(options, { x: 272, y: 138, size: 9, bold: true, align: "right", width: 72 });
  pen.write(customs ?? "", { x: 16, y: 127, size: 7, width: 145 });
  pen.write([postage, manifest].filter(Boolean).join("  "), {
    x: 272,
    y: 127,
    size: 6.5,
    align: "right",
    width: 105,
  });
}

function drawBarcode(pen: Pen, { barcode, barcodeText }: LabelContent): void {
  const widths = code128(barcode);
  const modules = widths.reduce((sum, width) => sum + width, 2 * QUIET_MODULES);
  const module = Math.min(WIDEST_MODULE, INNER / modules);
  let x = (LABEL.width - module * (modules - 2 * QUIET_MODULES)) / 2;
  for (const [index, width] of widths.entries()) {
    const { page, left, bottom } = pen;
    if (index % 2 === 0) {
      page.drawRectangle({ x: left + x, y: bottom + 52, width: width * module, height: 68, color: BLACK });
    }
    x += width * module;
  }
  pen.write(barcodeText, { x: LABEL.width / 2, y: 38, size: 12, bold: true, align: "centre", width: 256 });
}

function drawFooter(pen: Pen, { shipmentId, requestId }: LabelContent): void {
  rule(pen, 31);
  pen.write(`SHIPMENT ${shipmentId}`, { x: 16, y: 22, size: 6.5 });
  pen.write(requestId ? `REQUEST ${requestId}` : "", { x: 16, y: 14, size: 6.5, width: 256 });
}

/** Alternating widths of bars and spaces, in modules, starting with a bar. */
function code128(text: string): readonly number[] {
  const [symbol] = bwip.raw({ bcid: "code128", text });
  if (!symbol || !("sbs" in symbol)) throw new Error(`no Code 128 for ${text}`);
  return symbol.sbs;
}

function drawSheet(pen: Pen): void {
  const { page, left, bottom } = pen;
  page.drawRectangle({
    x: left - 6,
    y: bottom - 6,
    width: LABEL.width + 12,
    height: LABEL.height + 12,
    borderColor: BLACK,
    borderWidth: 0.5,
    borderDashArray: [4, 3],
  });
  pen.write("Cut along the dashed line and attach the label to the largest side of the parcel.", {
    x: LABEL.width / 2,
    y: -24,
    size: 9,
    align: "centre",
  });
}

function penOn(
  page: PDFPage,
  { left, bottom, fonts }: { left: number; bottom: number; fonts: { regular: PDFFont; bold: PDFFont } },
): Pen {
  const print = fontPrinter(fonts.regular);
  return {
    page,
    left,
    bottom,
    write(raw, { x, y, size, bold, light, width = Number.POSITIVE_INFINITY, align = "left" }) {
      const text = print(raw);
      if (text === "") return;
      const font = bold ? fonts.bold : fonts.regular;
      const natural = font.widthOfTextAtSize(text, size);
      const fitted = Math.min(1, width / natural);
      const shift = { left: 0, right: natural * fitted, centre: (natural * fitted) / 2 }[align];
      const color = light ? WHITE : BLACK;
      page.drawText(text, { x: left + x - shift, y: bottom + y, size: size * fitted, font, color });
    },
  };
}

function frame({ page, left, bottom }: Pen, { y, height }: { y: number; height: number }): void {
  const box = { x: left + MARGIN, y: bottom + y, width: INNER, height };
  page.drawRectangle({ ...box, borderColor: BLACK, borderWidth: 1 });
}

function rule({ page, left, bottom }: Pen, y: number): void {
  page.drawRectangle({ x: left + MARGIN, y: bottom + y, width: INNER, height: 0.75, color: BLACK });
}
