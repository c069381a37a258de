import { readFile } from "node:fs/promises";
import { z } from "zod";
import { FlagProblem, parseFaults, parseLatency } from "./flag-syntax.ts";
import { type OrdersFile, ordersFileSchema } from "./mirakl/order.ts";
import { type SandboxOptions, sandboxOptions } from "./sandbox-options.ts";

/** What is wrong with the flags: one line each, beginning with the flag. */
export class SandboxFlagsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

const { port, seed, orders, states, reopen, strict, hiddenMs } = sandboxOptions.shape;

/** A command line gives numbers as text. */
const asNumber = <T>(schema: z.ZodType<T>) =>
  z.preprocess((value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value), schema);

const written = <T>(parse: (text: string) => T) =>
  z.string().transform((text, context): T => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof FlagProblem)) throw error;
      context.addIssue({ code: "custom", message: error.message });
      return z.NEVER;
    }
  });

const ordersFile = z.string().transform(async (path, context): Promise<OrdersFile> => {
  const parsed = await readOrders(path);
  if (typeof parsed !== "string") return parsed;
  context.addIssue({ code: "custom", message: `${path}: ${parsed}` });
  return z.NEVER;
});

/** The flags of `ops sandbox` by their option names: `--hide-ms` is `hideMs`, `--constant-pin` is `constantPin`. */
const sandboxFlags = z
  .object({
    port: asNumber(port),
    seed: asNumber(seed),
    orders: asNumber(orders),
    states,
    reopen,
    strict,
    load: z.preprocess(
      (paths) => (typeof paths === "string" ? [paths] : paths),
      z.array(ordersFile).default([]),
    ),
    latency: written(parseLatency).prefault(""),
    faults: written(parseFaults).prefault(""),
    hideMs: asNumber(hiddenMs),
    constantPin: z.boolean().default(false),
  })
  .transform(
    ({ hideMs, constantPin, ...options }): SandboxOptions => ({
      ...options,
      hiddenMs: hideMs,
      canadaPost: { constantPin },
    }),
  );

/**
 * Options for `startSandbox` out of a command's flags; reads the files of `--load`.
 * @throws SandboxFlagsError with every problem, not just the first
 */
export async function parseSandboxFlags(flags: unknown): Promise<SandboxOptions> {
  const parsed = await sandboxFlags.safeParseAsync(flags);
  if (parsed.success) return parsed.data;
  throw new SandboxFlagsError(
    parsed.error.issues.map(({ path, message }) => `${flagName(path)}: ${message}`),
  );
}

const flagName = ([name]: PropertyKey[]): string =>
  `--${String(name).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The orders in a file, or why there are none to be had. */
async function readOrders(path: string): Promise<OrdersFile | string> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return `is not JSON (${error.message})`;
    return `cannot be read (${error instanceof Error ? error.message : error})`;
  }
  const parsed = ordersFileSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `is no OR11 answer: ${[...(issue?.path.length ? [issue.path.join(".")] : []), issue?.message].join(": ")}`;
}
