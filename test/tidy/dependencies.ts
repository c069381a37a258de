import { importedPackage, importsOf } from "./imports.ts";
import type { Finding, Repository } from "./repository.ts";

interface PackageFile {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** package.json names every package that is imported, and exactly one version of each. */
export function dependencies(repository: Repository): Finding[] {
  const page = repository.file("package.json");
  if (!page) return [{ path: "package.json", line: 1, reason: "missing" }];
  const {
    dependencies = {},
    devDependencies = {},
    optionalDependencies,
  } = JSON.parse(page.text) as PackageFile;
  const inexact = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
    .map(([name, version]) =>
      page.findingAt(page.text.indexOf(`"${name}"`), `${name} ${version} is not one version`),
    );
  const undeclared = repository.code.flatMap((file) =>
    importsOf(file).flatMap(({ specifier, offset, typesOnly }) => {
      const name = importedPackage(specifier);
      if (name === null || name in dependencies) return [];
      if (name in devDependencies && (typesOnly || !file.isProduct)) return [];
      const where = file.isProduct ? "dependencies" : "dependencies or devDependencies";
      return [file.findingAt(offset, `${name} is not in package.json's ${where}`)];
    }),
  );
  return [...inexact, ...undeclared];
}
