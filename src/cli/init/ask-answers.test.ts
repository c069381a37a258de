import { afterEach, expect, test } from "bun:test";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { loadConfig } from "../../platform/config/load-config.ts";
import { askAnswers } from "./ask-answers.ts";
import { createWorkspace } from "./create-workspace.ts";
import { terminalPrompter } from "./prompter.ts";
import type { Answers } from "./questions.ts";
import { settingsFile } from "./settings-file.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A person who types one line at each question. */
function person(lines: string[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  let screen = "";
  output.on("data", (chunk: Buffer) => {
    screen += chunk.toString();
    if (!chunk.toString().endsWith(": ")) return;
    const line = lines.shift();
    if (line === undefined) input.end();
    else input.write(`${line}\r`);
  });
  return { prompter: terminalPrompter({ input, output }), screen: () => screen };
}

const secretFiles = { apiKey: "secrets/key", username: "secrets/user", password: "secrets/password" };

const ANSWERS: Answers = {
  marketplace: "bestbuy",
  baseUrl: "https://marketplace.bestbuy.ca",
  environment: "production",
  shop: "main",
  shopId: "",
  customerNumber: "2004381",
  contractId: "0042708517",
  company: 'Example "Goods" \\ Co',
  phone: "613-555-0100",
  address: "1 Example Street",
  city: "Montréal",
  province: "QC",
  postalCode: "H2B 1A0",
};

async function workspaceFrom(settings: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ops-init-"));
  folders.push(folder);
  const secrets = { "secrets/key": "k", "secrets/user": "u", "secrets/password": "p" };
  await createWorkspace({ folder, settings, secrets, force: false });
  return folder;
}

test("empty answers take what is offered, a dash leaves open, options are not asked for", async () => {
  const sender = ["Example", "613-555-0100", "1 Example St", "Ottawa", "ON", "K1A 0B1"];
  const typed = ["", "", "-", "", "2004381", "", ...sender, "k", "u", "p"];
  const { prompter, screen } = person(typed);
  const { answers, secrets } = await askAnswers({ prompter, given: { marketplace: "bb" }, known: new Set() });
  prompter.close();
  expect(answers).toMatchObject({
    marketplace: "bb",
    environment: "production",
    shop: "",
    postalCode: "K1A 0B1",
  });
  expect(secrets).toEqual({ apiKey: "k", username: "u", password: "p" });
  expect(screen()).not.toContain("Name of the marketplace");
});

test("an impossible answer is asked for again, with the reason", async () => {
  const given: Partial<Answers> = { ...ANSWERS };
  delete given.province;
  const { prompter, screen } = person(["Quebec", "QC"]);
  const { answers } = await askAnswers({
    prompter,
    given,
    known: new Set(["apiKey", "username", "password"]),
  });
  prompter.close();
  expect(answers.province).toBe("QC");
  expect(screen()).toContain("Its province (ON, QC, BC…): must be one of AB, ");
});

test("a sender whom no label could name is asked for again", async () => {
  const given: Partial<Answers> = { ...ANSWERS };
  delete given.phone;
  delete given.address;
  const { prompter, screen } = person(["123", "613-555-0100", "613-555-0100", "1 Example Street"]);
  const { answers } = await askAnswers({
    prompter,
    given,
    known: new Set(["apiKey", "username", "password"]),
  });
  prompter.close();
  expect(answers).toMatchObject({ phone: "613-555-0100", address: "1 Example Street" });
  expect(screen()).toContain("must be a telephone number");
  expect(screen()).toContain("must be words such as");
});

test("a secret is not shown while it is typed", async () => {
  const { prompter, screen } = person(["very-private"]);
  expect(await prompter.askSecret("API key")).toBe("very-private");
  prompter.close();
  expect(screen()).not.toContain("very");
});

test("input that ends before all is answered ends the asking", async () => {
  const { prompter } = person(["bestbuy"]);
  expect(askAnswers({ prompter, given: {}, known: new Set() })).rejects.toThrow("nothing was written");
});

test("what was written loads as the settings that were meant", async () => {
  const liveFrom = new Date("2026-03-01T08:00:00Z");
  const cwd = await workspaceFrom(settingsFile({ answers: ANSWERS, secretFiles, liveFrom }));
  const config = await loadConfig({ cwd, env: {}, flags: {} });
  expect(config.connections).toMatchObject([
    {
      name: "bestbuy/main",
      service: "BestBuy",
      liveFrom,
      shopId: null,
      sender: { company: ANSWERS.company, city: "Montréal" },
    },
  ]);
  expect(config.carriers["canada-post"]).toMatchObject({
    contractId: "0042708517",
    environment: "production",
  });
  expect((await stat(join(cwd, "secrets/key"))).mode & 0o777).toBe(0o600);
});

test("the settings that are commented out are possible ones", async () => {
  const liveFrom = new Date("2026-03-01T08:00:00Z");
  const answers = { ...ANSWERS, contractId: "" };
  const text = settingsFile({ answers, secretFiles, liveFrom }).replace(/^# (\w+ = )/gm, "$1");
  const config = await loadConfig({ cwd: await workspaceFrom(text), env: {}, flags: {} });
  expect(config.shipping.defaultParcel).not.toBeNull();
  expect(config.connections[0]?.shopId).not.toBeNull();
});
