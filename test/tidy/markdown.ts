import type { RepositoryFile } from "./repository.ts";

export interface Heading {
  level: number;
  text: string;
  offset: number;
}

export interface Link {
  target: string;
  offset: number;
}

/** The page with its code blanked, at full length: what looks like a heading or a link there is none. */
export const proseOf = (text: string): string =>
  text.replace(/^(```+|~~~+)[^\n]*\n[\s\S]*?^\1[^\n]*$|`[^`\n]+`|<!--[\s\S]*?-->/gm, (code) =>
    code.replace(/[^\n]/g, " "),
  );

export function headingsOf(page: RepositoryFile): Heading[] {
  const prose = proseOf(page.text);
  return [...prose.matchAll(/^(#{1,6})[ \t]/gm)].map((match) => {
    const line = page.text.slice(match.index).split("\n", 1)[0] ?? "";
    const level = match[1]?.length ?? 0;
    return { level, text: line.slice(level).trim(), offset: match.index };
  });
}

/** `[text](target)`, images, and the `[label]: target` lines of reference links. */
export function linksOf(page: RepositoryFile): Link[] {
  const prose = proseOf(page.text);
  const inline = prose.matchAll(/\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"\n]*")?\s*\)/g);
  const references = prose.matchAll(/^\[[^\]\n]+\]:\s*(\S+)/gm);
  return [...inline, ...references].map((match) => ({ target: match[1] ?? "", offset: match.index }));
}

/** The name by which a link reaches a heading, as GitHub makes it. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
