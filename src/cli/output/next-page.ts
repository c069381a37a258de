import type { Screen } from "./screen.ts";

/** How to see the rest of a list; nothing when this was all of it. */
export const nextPage = (next: string | null, { theme }: Screen): string =>
  next === null ? "" : `${theme.dim("There are more: add")} ${theme.accent(`--after '${next}'`)}\n`;
