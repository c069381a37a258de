import type { Screen } from "./screen.ts";
import { wrap } from "./wrap.ts";

/** A sentence or several, wrapped to the screen. Ends with a line break. */
export const paragraph = (text: string, { width }: Screen): string =>
  `${width === null ? text : wrap(text, width).join("\n")}\n`;
