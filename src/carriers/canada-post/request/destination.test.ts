import { describe, expect, test } from "bun:test";
import type { PostalAddress } from "../../../domain/marketplace-order.ts";
import { AMERICAN, CANADIAN, FRENCH } from "../testing/orders.ts";
import { thrownBy } from "../testing/thrown-by.ts";
import { destinationCountry, destinationOf } from "./destination.ts";

const map = (shipTo: PostalAddress, phoneRequired = false) =>
  destinationOf({ shipTo, countryCode: destinationCountry(shipTo), phoneRequired });

describe("the country", () => {
  test.each([
    ["CAN", "whatever", "CA"],
    [null, "Canada", "CA"],
    [null, "États-Unis", "US"],
    [null, "us", "US"],
    ["QQQ", "Deutschland or Germany", null],
  ])("of code %p and label %p is %p", (countryIso3, country, code) => {
    const address = { ...CANADIAN, countryIso3, country };
    if (code) expect(destinationCountry(address)).toBe(code);
    else
      expect(thrownBy(() => destinationCountry(address)).facts).toMatchObject({
        field: "country",
        value: "QQQ",
      });
  });
});

describe("in Canada", () => {
  test("province and postal code are normalised", () => {
    expect(map(CANADIAN)).toEqual({
      name: "Jo Tremblay",
      company: null,
      additionalInfo: null,
      phone: "613-555-0177",
      line1: "23 Jardin Private",
      line2: "Unit 4",
      city: "Ottawa",
      provinceOrState: "ON",
      countryCode: "CA",
      postalCode: "K1K4T3",
    });
  });

  test("a province that is missing or no province follows from the postal code", () => {
    expect(map({ ...CANADIAN, state: null, zip: "H2B 1A0" }).provinceOrState).toBe("QC");
    expect(map({ ...CANADIAN, state: "Île de Montréal", zip: "H2B 1A0" }).provinceOrState).toBe("QC");
  });

  test("a wrong postal code is named with what is allowed", () => {
    const error = thrownBy(() => map({ ...CANADIAN, zip: "K1K" }));
    expect(error.code).toBe("address_invalid");
    expect(error.message).toContain('zip is "K1K" (a postal code such as A9A 9A9)');
    expect(error.facts).toMatchObject({ field: "zip", value: "K1K", limit: "a postal code such as A9A 9A9" });
  });
});

describe("in the United States", () => {
  test("the state before the ZIP stands in for a state that is none", () => {
    const destination = map({ ...AMERICAN, state: "Manhattan", zip: "NY 10012" });
    expect(destination).toMatchObject({ provinceOrState: "NY", postalCode: "10012", countryCode: "US" });
  });

  test("otherwise the state follows from the ZIP where that tells", () => {
    expect(map({ ...AMERICAN, state: "Manhattan", zip: "10012" }).provinceOrState).toBe("NY");
    const error = thrownBy(() => map({ ...AMERICAN, state: "Somewhere", zip: "06390" }));
    expect(error.facts).toMatchObject({ field: "state", value: "Somewhere", limit: "a state of the USA" });
  });

  test("a ZIP whose own state contradicts the state is left to a person", () => {
    const error = thrownBy(() => map({ ...AMERICAN, state: "CA", zip: "NY 10012" }));
    expect(error.facts).toMatchObject({ field: "zip", value: "NY 10012" });
  });
});

describe("elsewhere", () => {
  test("state and postal code are free, and may be missing", () => {
    expect(map(FRENCH)).toMatchObject({ provinceOrState: null, postalCode: "25000", countryCode: "FR" });
    expect(map({ ...FRENCH, zip: null }).postalCode).toBeNull();
  });

  test("a state that is too long for its field goes to the free lines", () => {
    const state = "Provincia Autonoma di Bolzano";
    expect(map({ ...FRENCH, state })).toMatchObject({ provinceOrState: null, additionalInfo: state });
  });
});

describe("long texts", () => {
  test("a long name goes on above the street", () => {
    const destination = map({
      ...CANADIAN,
      firstName: "Marie-Antoinette Joséphine",
      lastName: "de la Tour du Pin Gouvernet",
    });
    expect(destination.name).toBe("Marie-Antoinette Joséphine de la Tour du Pin");
    expect(destination.additionalInfo).toBe("Gouvernet");
  });

  test("names are counted in characters after composing accents", () => {
    const name = "e\u0301".repeat(44);
    expect(map({ ...CANADIAN, firstName: name, lastName: null }).name).toBe("é".repeat(44));
  });

  test("a second company and further information share the free line", () => {
    const destination = map({
      ...CANADIAN,
      company: "LIMARK Company",
      company2: "Paris branch",
      additionalInfo: "Gate 2",
    });
    expect(destination).toMatchObject({ company: "LIMARK Company", additionalInfo: "Paris branch Gate 2" });
  });

  test("a street of 300 characters is named with its value and limit", () => {
    const street1 = "long street ".repeat(25).trim();
    const error = thrownBy(() => map({ ...CANADIAN, street1 }));
    expect(error.code).toBe("address_invalid");
    expect(error.facts).toMatchObject({ field: "street", value: street1 });
    expect(error.message).toContain("3 lines of 44 characters");
  });

  test("emoji stay, control characters go", () => {
    expect(map({ ...CANADIAN, street1: "12\u0007 Rue 😀 ]]> <b>" }).line1).toBe("12 Rue 😀 ]]> <b>");
  });
});

describe("what is missing", () => {
  test("a telephone number is never made up", () => {
    const nobody = { ...AMERICAN, phone: null, phoneSecondary: "n/a" };
    expect(map(nobody).phone).toBeNull();
    expect(thrownBy(() => map(nobody, true)).facts).toMatchObject({ field: "phone", value: null });
    expect(map({ ...nobody, phoneSecondary: "212-555-0123" }, true).phone).toBe("212-555-0123");
  });

  test("everything that is wrong is told at once", () => {
    const error = thrownBy(() =>
      map(
        { ...CANADIAN, firstName: null, lastName: " ", street1: null, street2: "", city: null, zip: null },
        true,
      ),
    );
    const fields = (error.facts.problems as { field: string }[]).map(({ field }) => field);
    expect(fields).toEqual(["city", "zip", "name", "street1"]);
  });
});
