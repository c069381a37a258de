import { describe, expect, test } from "bun:test";
import { COMPLETE, errorOf, load, problemsIn } from "./testing/settings-workspace.ts";

test("a service without a tracking number is refused, wherever it is chosen", async () => {
  const error = await errorOf(
    load(
      COMPLETE.replace(
        'type = "canada-post"',
        'type = "canada-post"\nservices = { usa = "USA.SP.AIR", by_shipping_type = { E = "INT.SP.AIR" } }',
      ),
    ),
  );
  expect(Object.keys(problemsIn(error)).sort()).toEqual([
    "carriers.canada-post.services.by_shipping_type.E",
    "carriers.canada-post.services.usa",
  ]);
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
