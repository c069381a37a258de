import { posix } from "node:path";
import { anchorOf, headingsOf, linksOf } from "./markdown.ts";
import type { Finding, Repository, RepositoryFile } from "./repository.ts";

/** Links between pages lead to a file or folder of the repository, and to a heading where they name one. */
export function markdownLinks(repository: Repository): Finding[] {
  const pages = repository.files.filter((file) => file.path.endsWith(".md"));
  return pages.flatMap((page) =>
    linksOf(page).flatMap(({ target, offset }) => {
      const reason = brokenBecause({ repository, page, target });
      return reason ? [page.findingAt(offset, reason)] : [];
    }),
  );
}

interface PageLink {
  repository: Repository;
  page: RepositoryFile;
  target: string;
}

function brokenBecause({ repository, page, target }: PageLink): string | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return null;
  const [path = "", anchor] = target.split("#").map(decodeURIComponent);
  const linked = path === "" ? page.path : posix.join(posix.dirname(page.path), path).replace(/\/$/, "");
  const file = repository.file(linked);
  if (!file)
    return repository.under(`${linked}/`).length > 0 ? null : `links to ${linked}, which does not exist`;
  if (anchor === undefined || !linked.endsWith(".md")) return null;
  const known = headingsOf(file).some((heading) => anchorOf(heading.text) === anchor);
  return known ? null : `links to #${anchor}, which is no heading of ${linked}`;
}
