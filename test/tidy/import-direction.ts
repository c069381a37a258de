import { IMPORT_TABLE, type Layer, printedImportTable } from "./import-table.ts";
import { computedImportsOf, type Import, importedPackage, importedPath, importsOf } from "./imports.ts";
import type { Finding, Repository, RepositoryFile } from "./repository.ts";

/** Imports of product code against the table. Tests may reach for whatever they test with. */
export function importDirection(repository: Repository): Finding[] {
  return repository.product.flatMap((file) => {
    const layer = layerOf(file.path);
    if (!layer)
      return [file.findingAt(0, "stands in no part of the import table: test/tidy/import-table.ts")];
    return [
      ...importsOf(file).flatMap((one) => {
        const reason = objection({ repository, file, layer, one });
        return reason ? [file.findingAt(one.offset, reason)] : [];
      }),
      ...computedImportsOf(file).map((at) =>
        file.findingAt(at, "imports a computed name, which nobody can check"),
      ),
    ];
  });
}

interface Question {
  repository: Repository;
  file: RepositoryFile;
  layer: Layer;
  one: Import;
}

function objection({ repository, file, layer, one }: Question): string | null {
  const path = importedPath(file.path, one.specifier);
  if (path === null) {
    const outside = importedPackage(one.specifier) ?? one.specifier;
    return layer.pure ? `${layer.name} is pure: it may not import ${outside}` : null;
  }
  const target = repository.file(path);
  if (!target)
    return `imports ${path}, which does not exist (relative imports name the file with its extension)`;
  if (target.isForTests) return `product code may not import ${path}, which is for tests`;
  if (!path.startsWith("src/"))
    return layer.embeds?.some((prefix) => path.startsWith(prefix))
      ? null
      : `${layer.name} may not import ${path}`;
  return directionObjection({ layer, from: file.path, to: path, typesOnly: one.typesOnly });
}

interface Edge {
  layer: Layer;
  from: string;
  to: string;
  typesOnly: boolean;
}

function directionObjection({ layer, from, to, typesOnly }: Edge): string | null {
  const target = layerOf(to);
  if (target === layer) {
    const [mine, theirs] = [subfolder(from), subfolder(to)];
    const apart = layer.siblingsApart && mine !== null && theirs !== null && mine !== theirs;
    return apart ? `${layer.name}/${mine} may not import its sibling ${layer.name}/${theirs}` : null;
  }
  if (!target || !layer.may.includes(target.name)) return `${layer.name} may not import ${to}`;
  if (layer.typesOnly && !typesOnly) return `${layer.name} may import only types of ${to}: write import type`;
  return null;
}

const layerOf = (path: string): Layer | null => {
  const part = path.split("/")[1];
  return IMPORT_TABLE.find((layer) => layer.name === part) ?? null;
};

/** `canada-post` of `src/carriers/canada-post/client.ts`; null right in the part's folder. */
const subfolder = (path: string): string | null => {
  const [, , folder, file] = path.split("/");
  return folder && file ? folder : null;
};

/** ARCHITECTURE.md prints the table as it is. */
export function printedTable(repository: Repository): Finding[] {
  const page = repository.file("ARCHITECTURE.md");
  if (page?.text.includes(printedImportTable())) return [];
  const at = page?.text.indexOf("| part of `src/`") ?? -1;
  const reason =
    "the import table is not the one of test/tidy/import-table.ts; run that file and paste what it prints";
  return [
    page
      ? page.findingAt(Math.max(at, 0), reason)
      : { path: "ARCHITECTURE.md", line: 1, reason: `missing: ${reason}` },
  ];
}
