import type { Screen } from "../../output/screen.ts";

/** What a section of an order's page is laid out for. */
export interface Page {
  screen: Screen;
  now: Date;
}
