import type { LabelContent } from "./label-content.ts";

/** A label for a 203 dpi thermal printer: 812 by 1218 dots are 4x6 inches. */
export function labelZpl(content: LabelContent): string {
  const { from, to } = content;
  const codePage = "^CI28";
  const fields = [
    text(content.serviceName, { x: 30, y: 40, height: 45 }),
    text(`${content.weight}  ${content.date}  ${content.serviceCode}`, { x: 30, y: 95, height: 24 }),
    "^FO25,130^GB762,44,44^FS",
    "^FO40,140^A0N,28,28^FR^FDSANDBOX - NOT VALID FOR MAILING^FS",
    ...from.map((line, index) => text(line, { x: 40, y: 195 + index * 26, height: 22 })),
    "^FO25,400^GB762,2,2^FS",
    ...to.map((line, index) => text(line, { x: 60, y: 420 + index * 38, height: 32 })),
    text(content.sortLine, { x: 60, y: 730, height: 55 }),
    "^FO25,800^GB762,2,2^FS",
    text(`${content.references.join("  ")}  ${content.options}  ${content.manifest}`, {
      x: 40,
      y: 812,
      height: 22,
    }),
    text([content.customs, content.phone && `Tel. ${content.phone}`].filter(Boolean).join("  "), {
      x: 40,
      y: 840,
      height: 20,
    }),
    `^FO90,870^BY3^BCN,200,N,N,N,A^FD${content.barcode}^FS`,
    text(content.barcodeText, { x: 90, y: 1085, height: 32 }),
    text(`SHIPMENT ${content.shipmentId}  ${content.requestId ?? ""}`, { x: 40, y: 1160, height: 20 }),
  ];
  return `^XA${codePage}^PW812^LL1218\n${fields.filter(Boolean).join("\n")}\n^XZ\n`;
}

/** A field with every control character of the language written as its code. */
function text(value: string, { x, y, height }: { x: number; y: number; height: number }): string {
  if (value.trim() === "") return "";
  const escaped = value.replace(/[\^~_]/g, (sign) => `_${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `^FO${x},${y}^A0N,${height},${height}^FH^FD${escaped}^FS`;
}
