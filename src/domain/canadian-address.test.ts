import { expect, test } from "bun:test";
import { canadianPostalCode, provinceCode, provinceOfPostalCode } from "./canadian-address.ts";

test.each([
  ["qc", "QC"],
  ["Québec", "QC"],
  ["QUEBEC", "QC"],
  ["P.Q.", "QC"],
  ["CA-ON", "ON"],
  ["ontario", "ON"],
  ["Colombie-Britannique", "BC"],
  ["B.C.", "BC"],
  ["Île-du-Prince-Édouard", "PE"],
  ["Terre-Neuve-et-Labrador", "NL"],
  ["Newfoundland & Labrador", "NL"],
])("%s is %s", (text, code) => {
  expect(provinceCode(text)).toBe(code);
});

test("what is no province stays unknown", () => {
  expect(provinceCode("Manhattan")).toBeNull();
  expect(provinceCode(null)).toBeNull();
});

test.each([
  ["h2b 1a0", "H2B1A0"],
  [" K1K-4T3 ", "K1K4T3"],
  ["K1K–4T3", "K1K4T3"],
  ["K1K 4TE", null],
  ["90210", null],
  [null, null],
])("%p is written %p", (text, code) => {
  expect(canadianPostalCode(text)).toBe(code);
});

test.each([
  ["H2B1A0", "QC"],
  ["K1K4T3", "ON"],
  ["X0A0H0", "NU"],
  ["X1A2N3", "NT"],
  ["X9Z0A0", null],
])("%s lies in %p", (postalCode, province) => {
  expect(provinceOfPostalCode(postalCode)).toBe(province);
});
