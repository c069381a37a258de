import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type MaskedSource, maskSource } from "./mask-source.ts";

/** A breach of a rule, at a place. */
export interface Finding {
  path: string;
  /** From 1. */
  line: number;
  reason: string;
}

/** One file of the repository, as text; what is binary has none. */
export class RepositoryFile {
  readonly path: string;
  readonly text: string;
  #masked: MaskedSource | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  get masked(): MaskedSource {
    this.#masked ??= maskSource(this.text);
    return this.#masked;
  }

  get isCode(): boolean {
    return /\.(?:ts|tsx|mts|js|jsx|mjs)$/.test(this.path);
  }

  get isTest(): boolean {
    return /\.test\.tsx?$/.test(this.path);
  }

  /** Tests, and what only tests use: it stands in test/ or in a folder named testing. */
  get isForTests(): boolean {
    return this.isTest || /(?:^test|\/testing)\//.test(this.path);
  }

  /** Code that is shipped. */
  get isProduct(): boolean {
    return this.isCode && this.path.startsWith("src/") && !this.isForTests;
  }

  /** The file's name without folder and extensions: `clock` for `src/platform/clock.test.ts`. */
  get stem(): string {
    return (this.path.split("/").at(-1) ?? "").replace(/\..*$/, "");
  }

  findingAt(offset: number, reason: string): Finding {
    return { path: this.path, line: this.text.slice(0, offset).split("\n").length, reason };
  }

  /** One finding per match of a pattern (with the g flag) in the code, comments and strings left out. */
  findingsInCode(pattern: RegExp, reason: string): Finding[] {
    return [...this.masked.code.matchAll(pattern)].map((match) => this.findingAt(match.index, reason));
  }
}

/** What the checks look at: every file by its path from the root, or an invented few of them. */
export class Repository {
  readonly files: readonly RepositoryFile[];
  readonly #byPath: Map<string, RepositoryFile>;

  constructor(texts: Record<string, string>) {
    this.files = Object.entries(texts).map(([path, text]) => new RepositoryFile(path, text));
    this.#byPath = new Map(this.files.map((file) => [file.path, file]));
  }

  static load(root: string): Repository {
    const paths = readdirSync(root, { recursive: false, withFileTypes: true })
      .filter((entry) => !NOT_OURS.test(entry.name))
      .flatMap((entry) => (entry.isDirectory() ? filesUnder(root, entry.name) : [entry.name]));
    return new Repository(Object.fromEntries(paths.sort().map((path) => [path, readText(join(root, path))])));
  }

  file(path: string): RepositoryFile | null {
    return this.#byPath.get(path) ?? null;
  }

  /** Files whose path begins with `prefix`: a folder with its slash. */
  under(prefix: string): RepositoryFile[] {
    return this.files.filter((file) => file.path.startsWith(prefix));
  }

  get product(): RepositoryFile[] {
    return this.files.filter((file) => file.isProduct);
  }

  get code(): RepositoryFile[] {
    return this.files.filter((file) => file.isCode);
  }
}

/** What git does not keep, or keeps for itself. */
const NOT_OURS = /^(?:\.git|\.ops|\.cache|node_modules|dist|labels)$|\.log$/;

function filesUnder(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".log"))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

function readText(path: string): string {
  const bytes = readFileSync(path);
  return bytes.includes(0) ? "" : bytes.toString("utf8");
}

/** Findings as a person reads them, one a line; empty when all is well. */
export const report = (findings: readonly Finding[]): string =>
  findings.map(({ path, line, reason }) => `${path}:${line}: ${reason}`).join("\n");
