import { describe, expect, test } from "bun:test";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { readSettings } from "./read-settings.ts";
import { COMPLETE, errorOf, load, problemsIn, workspaceWith } from "./testing/settings-workspace.ts";

describe("secrets", () => {
  test("a secret in ops.toml works and is warned of", async () => {
    const cwd = await workspaceWith(
      COMPLETE.replace('api_key_file = "secrets/key"', 'api_key = "inline-key"'),
    );
    const { config, warnings } = await readSettings({ cwd, env: {}, flags: {} });
    expect(config.connections[0]?.apiKey.reveal()).toBe("inline-key");
    expect(warnings.map(({ key }) => key)).toEqual(["marketplaces.bestbuy.shops.main.api_key"]);
  });

  test("a secret file that others may read is warned of", async () => {
    const cwd = await workspaceWith(COMPLETE);
    await chmod(join(cwd, "secrets/key"), 0o644);
    const { warnings } = await readSettings({ cwd, env: {}, flags: {} });
    expect(warnings[0]?.problem).toContain("chmod 600 secrets/key");
  });

  test("a secret and its file together are refused", async () => {
    const toml = COMPLETE.replace("api_key_file", 'api_key = "x"\napi_key_file');
    expect(problemsIn(await errorOf(load(toml)))["marketplaces.bestbuy.shops.main.api_key"]).toContain(
      "twice",
    );
  });

  test.each(["two\nlines", "ключ", "\u0000"])("%j is no secret that could be sent", async (value) => {
    const secrets = { key: value };
    const cwd = await workspaceWith(COMPLETE, secrets);
    const inFile = problemsIn(await errorOf(readSettings({ cwd, env: {}, flags: {} })));
    expect(inFile["marketplaces.bestbuy.shops.main.api_key"]).toContain("its file secrets/key");
    const toml = COMPLETE.replace('password_file = "secrets/password"', "");
    const env = { OPS_CARRIERS_CANADA_POST_PASSWORD: value };
    const inVariable = problemsIn(await errorOf(load(toml, { env })));
    expect(inVariable["carriers.canada-post.password"]).toContain("line break");
  });

  test("printing the settings shows no secret", async () => {
    const config = await load(COMPLETE);
    const printed = `${JSON.stringify(config)}${Bun.inspect(config, { depth: 10 })}`;
    for (const value of ["key-1", "pass-1", "user-1"]) expect(printed).not.toContain(value);
  });
});
