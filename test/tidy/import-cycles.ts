import { importedPath, importsOf } from "./imports.ts";
import type { Finding, Repository, RepositoryFile } from "./repository.ts";

/** Circles of imports, type imports included, each reported once at an import that closes it. */
export function importCycles(repository: Repository): Finding[] {
  const findings: Finding[] = [];
  const done = new Set<RepositoryFile>();
  const trail: RepositoryFile[] = [];

  const visit = (file: RepositoryFile): void => {
    if (done.has(file)) return;
    trail.push(file);
    for (const { specifier, offset } of importsOf(file)) {
      const target = repository.file(importedPath(file.path, specifier) ?? "");
      if (!target?.isCode) continue;
      const begins = trail.indexOf(target);
      if (begins < 0) visit(target);
      else
        findings.push(file.findingAt(offset, `closes a circle of imports: ${circle(trail.slice(begins))}`));
    }
    trail.pop();
    done.add(file);
  };
  repository.product.forEach(visit);
  return findings;
}

const circle = (files: RepositoryFile[]): string =>
  [...files, ...files.slice(0, 1)].map((file) => file.path).join(" → ");
