/** Control characters, lone surrogates and the two code points that XML 1.0 has no way to write. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;

/**
 * Text as it can be stored and printed: NFC, one space for any white space, nothing that XML cannot carry.
 * Emoji and other scripts stay. Empty when there is nothing left.
 */
export function cleanText(text: string | null): string {
  return (text ?? "")
    .replace(/\s+/gu, " ")
    .replace(UNPRINTABLE, "")
    .normalize("NFC")
    .replace(/ +/g, " ")
    .trim();
}

/** Code points, which is what schemas count. */
export const lengthOf = (text: string): number => [...text].length;

/** Letters and digits only, without accents and case: what two spellings of a name have in common. */
export const foldText = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/** Breaks clean text between words into lines of at most `limit` code points; null when one word is longer. */
export function wrapWords(text: string, limit: number): string[] | null {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").filter(Boolean)) {
    if (lengthOf(word) > limit) return null;
    const longer = line === "" ? word : `${line} ${word}`;
    if (lengthOf(longer) <= limit) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return line === "" ? lines : [...lines, line];
}
