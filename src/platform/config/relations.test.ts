import { describe, expect, test } from "bun:test";
import { COMPLETE, errorOf, load, problemsIn } from "./testing/settings-workspace.ts";

const CARRIER = 'type = "canada-post"';
/** What is said of COMPLETE after its carrier account got some more lines. */
const carrierWith = async (lines: string) =>
  problemsIn(await errorOf(load(COMPLETE.replace(CARRIER, `${CARRIER}\n${lines}`))));

describe("an account that could not buy a label", () => {
  const KEY = "carriers.canada-post";

  test("by a service without a tracking number, wherever it is chosen", async () => {
    const problems = await carrierWith(
      'services = { usa = "USA.SP.AIR", by_shipping_type = { E = "INT.SP.AIR" } }',
    );
    expect(Object.keys(problems).sort()).toEqual([
      `${KEY}.services.by_shipping_type.E`,
      `${KEY}.services.usa`,
    ]);
    expect(problems[`${KEY}.services.usa`]).toContain("tracking number");
  });

  test("by a service that does not exist or goes elsewhere", async () => {
    const problems = await carrierWith('services = { domestic = "DOM.EPP", usa = "INT.XP" }');
    expect(problems[`${KEY}.services.domestic`]).toContain("did you mean DOM.EP?");
    expect(problems[`${KEY}.services.usa`]).toStartWith("must be one of USA.EP, ");
  });

  test("by an option that needs more than its code, or that is none", async () => {
    const problems = await carrierWith('options = ["SO", "COV", "FOO"]');
    expect(problems).toEqual({
      [`${KEY}.options[2]`]: 'is asked for by coverage_from_dollars, not "COV"',
      [`${KEY}.options[3]`]: expect.stringContaining("must be one of SO, DC"),
    });
  });

  test("by options that exclude each other", async () => {
    expect(await carrierWith('options = ["SO", "DNS", "PA18", "PA19"]')).toEqual({
      [`${KEY}.options`]: "holds PA18 and PA19, which exclude each other",
    });
  });

  test("by paperwork without a rate or a reason, and ZPL on letter paper", async () => {
    const problems = await carrierWith(
      'label_encoding = "ZPL"\nlabel_format = "8.5x11"\n' +
        'customs = { currency = "USD", reason_for_export = "OTH", other_reason = " \\u0007    " }',
    );
    expect(Object.keys(problems).sort()).toEqual([
      `${KEY}.customs.conversion_from_cad`,
      `${KEY}.customs.other_reason`,
      `${KEY}.label_encoding`,
    ]);
  });
});

test("a sender that no label could name is told of key by key", async () => {
  const toml = COMPLETE.replace("613-555-0100", "123")
    .replace("1 Example Street", "613-555-0100")
    .replace("Example Goods", "\\u0007")
    .replace("Ottawa", "12");
  expect(problemsIn(await errorOf(load(toml)))).toEqual({
    "senders.main.phone": 'must be a telephone number of 7 to 15 digits, not "123"',
    "senders.main.address_line_1": 'must be words such as 150 Example Street, not "613-555-0100"',
    "senders.main.company": "is empty",
    "senders.main.city": 'must be words such as Ottawa, not "12"',
  });
});

describe("one shop under two names, which would get two labels for each order,", () => {
  const KEY = "marketplaces.again.shops.main";
  const again = (shop: string, address = "https://marketplace.bestbuy.ca") => `
[marketplaces.again]
base_url = "${address}"
environment = "production"
order_prefix = "again-"
[marketplaces.again.shops.main]
live_from = 2026-03-01T08:00:00Z
carrier = "canada-post"
sender = "main"
${shop}`;
  const SAME_KEY = 'api_key_file = "secrets/key"';
  const OTHER_KEY = 'api_key_file = "secrets/user"';
  const numbered = COMPLETE.replace(SAME_KEY, `${SAME_KEY}\nshop_id = 9001`);

  test.each([
    ["by its key", COMPLETE + again(SAME_KEY)],
    ["by its number", numbered + again(`${OTHER_KEY}\nshop_id = "9001"`)],
  ])("is refused, known %s", async (_, toml) => {
    expect(problemsIn(await errorOf(load(toml)))).toEqual({
      [KEY]: "is the same shop as marketplaces.bestbuy.shops.main: each of its orders would get two labels",
    });
  });

  test.each([
    ["by another key", COMPLETE + again(OTHER_KEY)],
    ["by another number", numbered + again(`${SAME_KEY}\nshop_id = 9002`)],
    ["at another address", COMPLETE + again(SAME_KEY, "https://other.example.com")],
  ])("is two shops %s", async (_, toml) => {
    expect((await load(toml)).connections).toHaveLength(2);
  });
});

test("numbers can not wait for manifests, which nothing makes", async () => {
  const error = await errorOf(load('[shipping]\npush_when = "manifest"'));
  expect(problemsIn(error)["shipping.push_when"]).toContain("take label or packed");
});

describe("test and production", () => {
  const mismatch = async (change: (toml: string) => string) => errorOf(load(change(COMPLETE)));

  test("a production marketplace does not take a development carrier account", async () => {
    const error = await mismatch((toml) =>
      toml.replace('environment = "production"', 'environment = "development"'),
    );
    expect(error.code).toBe("environment_mismatch");
    expect(problemsIn(error)["marketplaces.bestbuy.shops.main.carrier"]).toContain(
      "an account for development",
    );
  });

  test("a host known to be real is not taken for a test", async () => {
    const error = await mismatch((toml) =>
      toml.replaceAll('environment = "production"', 'environment = "development"'),
    );
    expect(error.code).toBe("environment_mismatch");
    expect(problemsIn(error)["marketplaces.bestbuy.environment"]).toContain(
      "marketplace.bestbuy.ca is production",
    );
  });

  test("the sandbox on one side only is refused", async () => {
    const error = await mismatch((toml) =>
      toml.replace('type = "canada-post"', 'type = "canada-post"\nbase_url = "http://127.0.0.1:4000"'),
    );
    expect(error.code).toBe("environment_mismatch");
  });

  test("keys do not travel unencrypted", async () => {
    const error = await mismatch((toml) =>
      toml.replace("https://marketplace.bestbuy.ca/", "http://shop.example.com"),
    );
    expect(error.message).toContain("must begin with https");
  });
});
