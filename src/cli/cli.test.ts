import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { readSettings } from "../platform/config/read-settings.ts";
import { OPS, type OpsPlace, runOps } from "./testing/spawn-ops.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ops-cli-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function newFolder(name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  return path;
}

const ops = (line: string, place: Partial<OpsPlace> = {}) => runOps(line, { cwd: folder, ...place });

const COMPLETE =
  "--customer-number 2004381 --company Example --phone 613-555-0100 --address 1-Example-Street --city Ottawa --province ON --postal-code K1A0B1";
const SECRETS = {
  OPS_MARKETPLACES_BESTBUY_SHOPS_MAIN_API_KEY: "key-from-env",
  OPS_CARRIERS_CANADA_POST_USERNAME: "user-from-env",
  OPS_CARRIERS_CANADA_POST_PASSWORD: "password-from-env",
};

describe("ops", () => {
  test("--version prints the version and nothing else", async () => {
    expect(await ops("--version")).toEqual({ status: 0, stdout: `ops ${manifest.version}\n`, stderr: "" });
  });

  test("alone it prints help, as --help and help do", async () => {
    const [alone, flag, word] = await Promise.all([ops(""), ops("--help"), ops("help")]);
    expect(alone.stdout).toStartWith("ops - ");
    expect(alone).toEqual(flag);
    expect(word).toEqual(flag);
    expect(alone.stderr).toBe("");
  });

  test("help of a command is the same before and after its name", async () => {
    const [after, before] = await Promise.all([ops("config show --help"), ops("help config show")]);
    expect(after).toEqual(before);
    expect(after.stdout).toContain("Usage: ops config show [options]");
  });

  test("a mistyped command exits 2 with the nearest on standard error", async () => {
    const { status, stdout, stderr } = await ops("confg show");
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Did you mean `ops config`?");
  });

  test.each(["run", "daemon", "daemon start"])(
    "without a shop `ops %s` has nothing to do, and that is no success",
    async (line) => {
      const cwd = await newFolder(`without-shop-${line.replace(" ", "-")}`);
      await Bun.write(join(cwd, "ops.toml"), "");
      const { status, stdout, stderr } = await ops(line, { cwd });
      expect([status, stdout]).toEqual([3, ""]);
      expect(stderr).toContain(`No shop is set up in ${join(cwd, "ops.toml")}`);
    },
  );

  test("a folder that cannot be made is named, and is no bug", async () => {
    const file = join(folder, "a-file");
    await Bun.write(file, "");
    const { status, stderr } = await ops("demo --orders 1", { env: { TMPDIR: file } });
    expect(status).toBe(7);
    expect(stderr).toContain(`in ${file} is out of reach: a file stands where its folder should be`);
  });

  test("a mistyped option exits 2 with the nearest on standard error", async () => {
    const { status, stderr } = await ops("config show --chaned");
    expect(status).toBe(2);
    expect(stderr).toContain("Did you mean --changed?");
  });

  test("without a workspace it exits 3 and says how to make one", async () => {
    const { status, stdout, stderr } = await ops("config show");
    expect([status, stdout]).toEqual([3, ""]);
    expect(stderr).toContain("There is no ops.toml");
    expect(stderr).toContain("ops init");
  });

  test("with --json an error is one line of JSON on standard error", async () => {
    const { status, stdout, stderr } = await ops("config show --json");
    expect([status, stdout]).toEqual([3, ""]);
    expect(JSON.parse(stderr).error).toMatchObject({ code: "workspace_missing", kind: "config" });
  });
});

describe("ops init", () => {
  test("--yes without more leaves open what it cannot know, and says what", async () => {
    const cwd = await newFolder("open");
    const { status, stdout } = await ops("init --yes --json", { cwd });
    expect(status).toBe(0);
    const made = JSON.parse(stdout);
    expect(made.written).toEqual(["ops.toml", ".gitignore", "labels/"]);
    const open = made.open.map(({ key }: { key: string }) => key);
    expect(open).toContain("senders.main.company");
    expect(open).toContain("marketplaces.bestbuy.shops.main.api_key");
  });

  test("with options and secrets in the environment the workspace is complete", async () => {
    const cwd = await newFolder("complete");
    const { stdout } = await ops(`init --yes --json ${COMPLETE}`, { cwd, env: SECRETS });
    expect(JSON.parse(stdout).open).toEqual([]);
    expect((await stat(join(cwd, ".ops/secrets"))).mode & 0o777).toBe(0o700);
    expect(await Bun.file(join(cwd, ".gitignore")).text()).toBe(".ops/\nlabels/\n");
    expect(await Bun.file(join(cwd, "ops.toml")).text()).not.toContain("from-env");
  });

  test("--sandbox brings keys in their files and the sandbox's products, and says how to take them in", async () => {
    const cwd = await newFolder("sandbox");
    const { stdout } = await ops("init --sandbox http://127.0.0.1:9 --workspace play", { cwd });
    expect(stdout).toMatch(/cd play[\s\S]*ops catalog import products\.csv[\s\S]*ops run/);
    const play = join(cwd, "play");
    expect(await Bun.file(join(play, "products.csv")).text()).toContain("sku");
    expect((await readSettings({ cwd: play, env: {}, flags: {} })).warnings).toEqual([]);
  });

  test("an ops.toml is never overwritten unasked, and kept when it is", async () => {
    const cwd = await newFolder("twice");
    await Bun.write(join(cwd, "ops.toml"), "# mine\n");
    const refused = await ops("init --yes", { cwd });
    expect(refused.status).toBe(5);
    expect(await Bun.file(join(cwd, "ops.toml")).text()).toBe("# mine\n");
    const forced = await ops("init --yes --force", { cwd });
    expect(forced.status).toBe(0);
    expect(await Bun.file(join(cwd, "ops.toml.bak")).text()).toBe("# mine\n");
  });

  test("an option that no setting could hold is refused before anything is written", async () => {
    const cwd = await newFolder("bad-option");
    const { status, stderr } = await ops("init --yes --province Ontario", { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain('--province "Ontario"');
    expect(await Bun.file(join(cwd, "ops.toml")).exists()).toBe(false);
  });

  test("without a terminal it does not wait for answers", async () => {
    const { status, stderr } = await ops("init", { cwd: await newFolder("no-terminal") });
    expect(status).toBe(2);
    expect(stderr).toContain("--yes");
  });
});

describe("ops config show", () => {
  test("tells every value and where it comes from, but no secret", async () => {
    const cwd = await newFolder("shown");
    await ops(`init --yes ${COMPLETE}`, { cwd });
    const env = { ...SECRETS, OPS_LOG_FORMAT: "json" };
    const [people, programs] = await Promise.all([
      ops("config show", { cwd, env }),
      ops("config show --json", { cwd, env }),
    ]);
    expect(people.status).toBe(0);
    expect(people.stdout).toMatch(/log\.format +"json" +OPS_LOG_FORMAT/);
    expect(people.stdout).not.toContain("\x1b");
    const { workspace, settings } = JSON.parse(programs.stdout);
    expect(workspace).toBe(cwd);
    expect(settings).toContainEqual({
      key: "carriers.canada-post.password",
      value: "[redacted]",
      source: "OPS_CARRIERS_CANADA_POST_PASSWORD",
    });
    for (const secret of Object.values(SECRETS)) {
      expect([people, programs].map(({ stdout, stderr }) => stdout + stderr).join("")).not.toContain(secret);
    }
  });

  test("--set goes before the environment, and a wrong key is told of with exit status 3", async () => {
    const cwd = await newFolder("set");
    await ops(`init --yes ${COMPLETE}`, { cwd });
    const env = { ...SECRETS, OPS_ENGINE_CONCURRENCY: "3" };
    const shown = await ops("config show --json --changed --set engine.concurrency=5", { cwd, env });
    expect(JSON.parse(shown.stdout).settings).toContainEqual({
      key: "engine.concurrency",
      value: 5,
      source: "--set",
    });
    const wrong = await ops("config show --set engine.concurency=5", { cwd, env });
    expect(wrong.status).toBe(3);
    expect(wrong.stderr).toContain("engine.concurency is no setting: did you mean concurrency? (--set)");
  });

  test("a result that cannot be written says so, and what it means", async () => {
    const child = Bun.spawn(["bash", "-c", `${OPS} completion bash > /dev/full`], {
      stderr: "pipe",
    });
    const told = await new Response(child.stderr).text();
    expect(await child.exited).toBe(7);
    expect(told).toContain("The result could not be written where it was sent: the disk is full.");
  });

  test("a reader who has seen enough ends it quietly", async () => {
    const cwd = await newFolder("closed");
    await ops(`init --yes ${COMPLETE}`, { cwd });
    const script = `${OPS} config show --json | true; echo \${PIPESTATUS[0]}`;
    const child = Bun.spawn(["bash", "-c", script], {
      cwd,
      env: { ...process.env, ...SECRETS },
      stderr: "pipe",
    });
    expect(await new Response(child.stdout).text()).toBe("0\n");
    expect(await new Response(child.stderr).text()).toBe("");
  });
});

describe("completion in bash", () => {
  async function offered(line: string): Promise<string[]> {
    const { stdout: script } = await ops("completion bash");
    const words = line.split(" ");
    const ask = `${script}\nCOMP_WORDS=(${words.map((word) => `"${word}"`).join(" ")}); COMP_CWORD=${words.length - 1}; _ops; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const child = Bun.spawn(["bash", "-c", ask]);
    return (await new Response(child.stdout).text()).split("\n").filter(Boolean);
  }

  test("offers commands, then the words of a group, then options and choices", async () => {
    expect(await offered("ops con")).toEqual(["config"]);
    expect(await offered("ops --json db m")).toEqual(["migrate"]);
    expect(await offered("ops db migrate --d")).toEqual(["--dry-run"]);
    expect(await offered("ops completion ")).toContain("fish");
  });

  test("every shell's script names every command", async () => {
    for (const shell of ["bash", "zsh", "fish"]) {
      const { stdout, status } = await ops(`completion ${shell}`);
      expect(status).toBe(0);
      for (const word of ["init", "config", "migrate", "--dry-run"])
        expect(stdout).toContain(word.replace("--", ""));
    }
  });
});
