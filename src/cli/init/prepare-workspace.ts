import { OpsError } from "../../domain/errors.ts";
import { variableName } from "../../platform/config/variables.ts";
import { catalogueCsv } from "../../sandbox/world/catalogue.ts";
import { type CommandRun, optionName } from "../command.ts";
import { SANDBOX_SECRETS, sandboxSettings } from "../demo/sandbox-settings.ts";
import type { Values } from "../parameter.ts";
import { answersWithoutAsking, askAnswers, type Secrets } from "./ask-answers.ts";
import type { WorkspaceInput } from "./create-workspace.ts";
import type { INIT_OPTIONS } from "./init-options.ts";
import { terminalPrompter } from "./prompter.ts";
import { type AnswerKey, type Answers, answerProblem, QUESTIONS, type SecretKey } from "./questions.ts";
import { settingsFile } from "./settings-file.ts";

export type InitRun = CommandRun<Values<typeof INIT_OPTIONS>>;

/** So that orders flow before there is a catalogue. */
const SANDBOX_PARCEL = { weight_grams: 500, length_mm: 200, width_mm: 150, height_mm: 50 };

const YEAR_MS = 365 * 86_400_000;

/**
 * What goes into a new workspace: from the sandbox's own keys, from options, or from answers on the terminal.
 * @throws OpsError `bad_argument` for an option that no setting could hold, or when there is nobody to ask
 */
export async function prepareWorkspace(
  run: InitRun,
): Promise<Pick<WorkspaceInput, "settings" | "secrets" | "products">> {
  const { input, clock } = run;
  const now = clock.now();
  if (input.sandbox) {
    // The sandbox's orders were placed before it was started, and none of them is real.
    const liveFrom = new Date(now.getTime() - YEAR_MS);
    const settings = sandboxSettings({
      url: input.sandbox,
      contract: true,
      liveFrom,
      fast: false,
      unlimited: false,
      secretFiles: true,
      more: { shipping: { default_parcel: SANDBOX_PARCEL } },
    });
    return { settings, secrets: SANDBOX_SECRETS, products: catalogueCsv() };
  }
  const { answers, secrets } = await collectAnswers(run);
  const secretFiles: Record<SecretKey, string> = {
    apiKey: `.ops/secrets/${answers.marketplace}-${answers.shop}.api-key`,
    username: ".ops/secrets/canada-post.username",
    password: ".ops/secrets/canada-post.password",
  };
  return {
    settings: settingsFile({ answers, secretFiles, liveFrom: now }),
    secrets: Object.fromEntries(
      Object.entries(secrets).map(([key, secret]) => [secretFiles[key as SecretKey], secret]),
    ),
  };
}

async function collectAnswers(run: InitRun): Promise<{ answers: Answers; secrets: Secrets }> {
  const given = givenAnswers(run.input);
  if (run.input.yes) return { answers: answersWithoutAsking(given), secrets: {} };
  if (!process.stdin.isTTY) {
    throw new OpsError("bad_argument", "`ops init` asks questions, and there is no terminal to ask on.", {
      hint: "Use --yes with the options of `ops init --help`.",
    });
  }
  const prompter = terminalPrompter({ input: process.stdin, output: process.stderr });
  try {
    return await askAnswers({ prompter, given, known: knownSecrets(run) });
  } finally {
    prompter.close();
  }
}

function givenAnswers(input: InitRun["input"]): Partial<Answers> {
  const given: Partial<Answers> = {};
  for (const key of Object.keys(QUESTIONS) as AnswerKey[]) {
    const answer = input[key];
    if (answer === undefined) continue;
    const problem = answer === "" ? null : answerProblem(QUESTIONS[key], answer);
    if (problem) {
      throw new OpsError("bad_argument", `${optionName(key)} ${JSON.stringify(answer)}: ${problem}.`);
    }
    given[key] = answer;
  }
  return given;
}

/** Secrets that the environment holds already. */
function knownSecrets({ env, input }: InitRun): Set<SecretKey> {
  const shop = ["marketplaces", input.marketplace ?? "bestbuy", "shops", input.shop ?? "main"];
  const variables: Record<SecretKey, string> = {
    apiKey: variableName([...shop, "api_key"]),
    username: variableName(["carriers", "canada-post", "username"]),
    password: variableName(["carriers", "canada-post", "password"]),
  };
  const known = Object.entries(variables).filter(([, variable]) => env[variable]);
  return new Set(known.map(([key]) => key as SecretKey));
}
