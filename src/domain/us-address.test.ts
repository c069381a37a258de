import { expect, test } from "bun:test";
import { stateOfZipCode, usStateCode, usZipCode } from "./us-address.ts";

test.each([
  ["NY 10012", { zip: "10012", state: "NY" }],
  ["ny10012", { zip: "10012", state: "NY" }],
  ["10118-3301", { zip: "10118-3301", state: null }],
  ["101183301", { zip: "10118-3301", state: null }],
  ["NY, 10118 3301", { zip: "10118-3301", state: "NY" }],
  ["XX 10012", null],
  ["2134", null],
  [null, null],
])("%p is read as %p", (text, expected) => {
  expect(usZipCode(text)).toEqual(expected);
});

test.each([
  ["new york", "NY"],
  ["US-CA", "CA"],
  ["dc", "DC"],
  ["Manhattan", null],
])("the state %p is %p", (text, code) => {
  expect(usStateCode(text)).toBe(code);
});

test.each([
  ["10012", "NY"],
  ["90210", "CA"],
  ["02134", "MA"],
  ["06390", null],
  ["96799", null],
  ["99950", "AK"],
])("ZIP %s lies in %p", (zip, state) => {
  expect(stateOfZipCode(zip)).toBe(state);
});
