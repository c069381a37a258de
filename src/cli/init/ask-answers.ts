import type { Prompter } from "./prompter.ts";
import {
  type AnswerKey,
  type Answers,
  answerProblem,
  QUESTIONS,
  SECRET_QUESTIONS,
  type SecretKey,
} from "./questions.ts";

export type Secrets = Partial<Record<SecretKey, string>>;

interface AskInput {
  prompter: Prompter;
  /** Answered by options: not asked again. */
  given: Partial<Answers>;
  /** Not asked for: the environment has them. */
  known: ReadonlySet<SecretKey>;
}

const keys = Object.keys(QUESTIONS) as AnswerKey[];

/** The options' answers and the fallbacks; the rest stays open. */
export function answersWithoutAsking(given: Partial<Answers>): Answers {
  return Object.fromEntries(keys.map((key) => [key, given[key] ?? QUESTIONS[key].fallback])) as Answers;
}

/** Asks for what options did not answer. A dash leaves a question open. */
export async function askAnswers({
  prompter,
  given,
  known,
}: AskInput): Promise<{ answers: Answers; secrets: Secrets }> {
  const answers = answersWithoutAsking(given);
  for (const key of keys) {
    if (given[key] === undefined) answers[key] = await askOne(prompter, key);
  }
  const secrets: Secrets = {};
  for (const [key, label] of Object.entries(SECRET_QUESTIONS) as [SecretKey, string][]) {
    if (known.has(key)) continue;
    const secret = (await prompter.askSecret(`${label} (empty: later)`)).trim();
    if (secret) secrets[key] = secret;
  }
  return { answers, secrets };
}

async function askOne(prompter: Prompter, key: AnswerKey): Promise<string> {
  const question = QUESTIONS[key];
  for (;;) {
    const answer = (await prompter.ask(question.label, question.fallback)).trim() || question.fallback;
    if (answer === "-") return "";
    const problem = answerProblem(question, answer);
    if (problem === null) return answer;
    prompter.say(`  ${question.label}: ${problem}`);
  }
}
