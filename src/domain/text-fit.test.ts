import { expect, test } from "bun:test";
import fc from "fast-check";
import { cleanText, foldText, lengthOf, wrapWords } from "./text-fit.ts";

const anyText = fc.string({ unit: "binary", maxLength: 200 });

test("clean text is NFC, keeps emoji and drops what XML cannot carry", () => {
  expect(cleanText(" Cafe\u0301\u0000 \t\n 12\u00a0rue\u0007 😀 \ud800x\uffff ")).toBe("Café 12 rue 😀 x");
  expect(cleanText(null)).toBe("");
});

test("cleaning is idempotent and leaves only characters of XML 1.0", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const clean = cleanText(text);
      expect(cleanText(clean)).toBe(clean);
      expect(clean).not.toMatch(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u);
      expect(clean).not.toMatch(/^ | $| {2}/);
    }),
  );
});

test("an emoji outside the basic plane counts as one character", () => {
  expect(lengthOf("é😀")).toBe(2);
});

test("spellings that differ in case, accents and punctuation fold to one", () => {
  expect(foldText("Île-du-Prince-Édouard")).toBe(foldText("ile du prince edouard"));
});

test("wrapping loses no word and keeps every line within its limit", () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 5, max: 60 }), (raw, limit) => {
      const text = cleanText(raw);
      const lines = wrapWords(text, limit);
      if (lines === null) {
        expect(text.split(" ").some((word) => lengthOf(word) > limit)).toBe(true);
      } else {
        expect(lines.join(" ")).toBe(text);
        expect(lines.every((line) => lengthOf(line) <= limit)).toBe(true);
      }
    }),
  );
});
