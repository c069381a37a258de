import type { PDFFont } from "pdf-lib";

/** Turns any text into one that the font can draw: accents it lacks are dropped, other characters become `?`. */
export function fontPrinter(font: PDFFont): (text: string) => string {
  const known = new Set(font.getCharacterSet());
  const draw = (character: string) => (known.has(character.codePointAt(0) ?? 0) ? character : null);
  const plain = (character: string) =>
    [...character.normalize("NFKD").replace(/\p{M}/gu, "")].map((part) => draw(part) ?? "?").join("");
  return (text) =>
    [...text.normalize("NFC")].map((character) => draw(character) ?? plain(character)).join("");
}
