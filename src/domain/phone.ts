const EXTENSION = /[\s,;]*(?:extension|ext|poste|x|#)[\s.:=]*(\d{1,6})\s*$/u;
const LONGEST = 25;

/**
 * A telephone number in digits, spaces and `+ ( ) - . x`, at most 25 characters, with an extension as ` x12`;
 * null when the text holds none: a missing number is never made up.
 */
export function phoneNumber(text: string | null): string | null {
  const typed = (text ?? "").normalize("NFKC").toLowerCase().trim();
  const extension = EXTENSION.exec(typed)?.[1];
  const body = typed.replace(EXTENSION, "");
  const digits = body.replace(/\D/g, "");
  if (digits.length < 7 || digits.length > 15 || /^(\d)\1*$/.test(digits)) return null;

  const plus = /^\D*\+/.test(body) ? "+" : "";
  const suffix = extension === undefined ? "" : ` x${extension}`;
  const asTyped = body
    .replace(/[^\d.() -]/g, " ")
    .replace(/ +/g, " ")
    .replace(/^[^\d(]+|[^\d]+$/g, "");
  const spaced = `${plus}${asTyped}${suffix}`;
  return spaced.length <= LONGEST ? spaced : `${plus}${digits}${suffix}`;
}
