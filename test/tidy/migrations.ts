import { importedPath, importsOf } from "./imports.ts";
import type { Finding, Repository, RepositoryFile } from "./repository.ts";

const FOLDER = "drizzle/";
const EMBEDDED_BY = "src/db/migrations.ts";
/** In the format of sha256sum: what releases have applied to somebody's database. */
const RELEASED = "drizzle/released.sha256";

/** Every migration is in the binary, numbered without a gap, and as it was when it was released. */
export function migrations(repository: Repository): Finding[] {
  const files = repository.under(FOLDER).filter((file) => file.path !== RELEASED);
  const list = repository.file(RELEASED);
  return [
    ...files.flatMap((file, index) => nameFindings(file, index + 1)),
    ...embeddingFindings(repository, files),
    ...(list
      ? releaseFindings(repository, list)
      : [missing(RELEASED, "the list of released migrations is gone")]),
  ];
}

const missing = (path: string, reason: string): Finding => ({ path, line: 1, reason });

function nameFindings(file: RepositoryFile, number: number): Finding[] {
  const expected = `${String(number).padStart(4, "0")}_`;
  const good =
    file.path.startsWith(FOLDER + expected) && /^\d{4}_[a-z0-9_]+\.sql$/.test(file.path.slice(FOLDER.length));
  return good ? [] : [file.findingAt(0, `the next migration is named ${expected}<what_it_does>.sql`)];
}

function embeddingFindings(repository: Repository, files: RepositoryFile[]): Finding[] {
  const embedder = repository.file(EMBEDDED_BY);
  const embedded = new Set(
    embedder && importsOf(embedder).map((one) => importedPath(EMBEDDED_BY, one.specifier)),
  );
  return files
    .filter((file) => !embedded.has(file.path))
    .map((file) => file.findingAt(0, `is not in the binary: ${EMBEDDED_BY} does not import it`));
}

function releaseFindings(repository: Repository, list: RepositoryFile): Finding[] {
  return [...list.text.matchAll(/^.+$/gm)].flatMap(({ 0: line, index }) => {
    const [, hash, name] = /^([0-9a-f]{64}) [ *](\S+)$/.exec(line) ?? [];
    if (!hash || !name) return [list.findingAt(index, "not a line of sha256sum")];
    const file = repository.file(FOLDER + name);
    if (!file) return [list.findingAt(index, `${name} was released and is gone`)];
    if (hash === sha256(file.text)) return [];
    return [file.findingAt(0, "was released and has changed: put it back and add a new migration")];
  });
}

const sha256 = (text: string): string => new Bun.CryptoHasher("sha256").update(text).digest("hex");
