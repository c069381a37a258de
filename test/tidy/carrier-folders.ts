import { importedPath, importsOf } from "./imports.ts";
import type { Finding, Repository } from "./repository.ts";

const FOLDER = "src/carriers/";
const REGISTRY = "src/carriers/registry.ts";

/**
 * Every carrier's folder holds the same files, and the registry knows it. What one carrier alone needs goes into a
 * folder inside its own.
 */
export function carrierFolders(repository: Repository): Finding[] {
  const filesOf = new Map<string, Set<string>>();
  for (const file of repository.under(FOLDER)) {
    const [carrier, name, deeper] = file.path.slice(FOLDER.length).split("/");
    if (!carrier || !name || deeper || file.isTest) continue;
    filesOf.set(carrier, (filesOf.get(carrier) ?? new Set()).add(name));
  }
  const everyName = [...new Set([...filesOf.values()].flatMap((names) => [...names]))].sort();
  const registry = repository.file(REGISTRY);
  const registered = registry
    ? importsOf(registry).map((one) => importedPath(REGISTRY, one.specifier) ?? "")
    : [];
  return [...filesOf].flatMap(([carrier, names]) => {
    const path = FOLDER + carrier;
    const owner = (name: string) => [...filesOf].find(([, others]) => others.has(name))?.[0];
    return [
      ...everyName
        .filter((name) => !names.has(name))
        .map((name) => ({ path, line: 1, reason: `lacks ${name}, which ${owner(name)} has` })),
      ...(registered.some((imported) => imported.startsWith(`${path}/`))
        ? []
        : [{ path, line: 1, reason: `is not in ${REGISTRY}` }]),
    ];
  });
}
