import { expect, test } from "bun:test";
import { countryCode } from "./countries.ts";

test.each([
  ["CAN", "CA"],
  ["usa", "US"],
  ["fr", "FR"],
  ["Canada", "CA"],
  ["États-Unis", "US"],
  ["etats unis", "US"],
  ["The Netherlands", "NL"],
  ["ALLEMAGNE", "DE"],
  ["Côte d'Ivoire", "CI"],
  ["U.S.A.", "US"],
])("%s is %s", (text, code) => {
  expect(countryCode(text)).toBe(code);
});

test.each([null, "", "Atlantis", "ZZZ"])("%p is no country", (text) => {
  expect(countryCode(text)).toBeNull();
});

test("every alpha-2 code that the platform can name is known", () => {
  const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  // Groupings, withdrawn codes and reserved codes have names too.
  const notCountries =
    /^(AC|AN|BU|CP|CQ|CS|DD|DG|DY|EA|EU|EZ|FX|HV|IC|NH|NT|QO|QU|RH|SU|TA|TP|UK|UN|VD|XA|XB|YD|YU|ZR|ZZ)$/;
  const missing = letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => names.of(code) && !notCountries.test(code) && countryCode(code) !== code);
  expect(missing).toEqual([]);
});
