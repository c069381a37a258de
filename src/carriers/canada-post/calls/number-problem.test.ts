import { expect, test } from "bun:test";
import { numberProblem } from "./number-problem.ts";

test.each(["123456789012", "EE001438583CA", "7023210039414604"])("%s can be a tracking number", (text) => {
  expect(numberProblem(text)).toBeNull();
});

test.each([
  ["123", "3 characters"],
  ["70232100394146041", "17 characters"],
  ["7023-2100-394141", "other characters"],
])("%s can be none", (text, why) => {
  expect(numberProblem(text)).toContain(why);
});
