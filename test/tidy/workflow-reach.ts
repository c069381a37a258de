import { importedPath, importsOf } from "./imports.ts";
import type { Finding, Repository, RepositoryFile } from "./repository.ts";

const COMMAND_TABLE = "src/cli/command-table.ts";
const SCHEDULES = /^src\/.*\/schedules?\.ts$/;
const EXPORTED_WORKFLOW =
  /\bexport\s+(?:const\s+(\w+)\s*(?::\s*Workflow\b|=\s*\{[\s\S]*?\}\s*satisfies\s+Workflow\b)|function\s+(\w+)\s*(?:<[^(]*>)?\([^)]*\)\s*:\s*Workflow\b)/g;

/** Every workflow is called what its file is called, and something starts it: a command or a schedule. */
export function workflowReach(repository: Repository): Finding[] {
  const reached = reachedFrom(
    repository,
    repository.product.filter((file) => file.path === COMMAND_TABLE || SCHEDULES.test(file.path)),
  );
  return repository
    .under("src/workflows/")
    .filter((file) => file.isProduct)
    .flatMap((file) =>
      [...file.masked.code.matchAll(EXPORTED_WORKFLOW)].flatMap((match) => [
        ...nameFindings({ file, name: match[1] ?? match[2] ?? "", offset: match.index }),
        ...(reached.has(file)
          ? []
          : [
              file.findingAt(
                match.index,
                `nothing starts it: neither ${COMMAND_TABLE} nor a schedule leads here`,
              ),
            ]),
      ]),
    );
}

interface NamedWorkflow {
  file: RepositoryFile;
  name: string;
  offset: number;
}

function nameFindings({ file, name, offset }: NamedWorkflow): Finding[] {
  const camel = file.stem.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const named = file.masked.strings.some(
    (string) => string.text === file.stem && /\bname:\s*$/.test(file.masked.code.slice(0, string.start)),
  );
  return [
    ...(name === camel
      ? []
      : [file.findingAt(offset, `exports ${name}; one name everywhere would be ${camel}`)]),
    ...(named ? [] : [file.findingAt(offset, `the workflow's name is not "${file.stem}"`)]),
  ];
}

/** Files that run when these do. */
function reachedFrom(repository: Repository, roots: RepositoryFile[]): Set<RepositoryFile> {
  const reached = new Set(roots);
  for (const file of reached)
    for (const { specifier, typesOnly } of importsOf(file)) {
      const target = repository.file(importedPath(file.path, specifier) ?? "");
      if (target?.isCode && !typesOnly) reached.add(target);
    }
  return reached;
}
