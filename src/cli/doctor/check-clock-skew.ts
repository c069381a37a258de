import { spanText } from "../output/time-text.ts";
import { bad, type Check, ok, warn } from "./finding.ts";

/** A service's clock shows whole seconds, and its answer took a moment. */
const NOTICEABLE_MS = 10_000;
/** Look-ups by time still find what they look for. */
const BEARABLE_MS = 120_000;

/** Compares a service's clock with this machine's; nothing where its answer does not tell. */
export function checkClockSkew(skewMs: number | null): Check[] {
  if (skewMs === null) return [];
  const off = Math.abs(skewMs);
  if (off < NOTICEABLE_MS) return [ok("clock", "agrees with this machine's")];
  const trouble = {
    detail: `this machine is ${spanText(off)} ${skewMs > 0 ? "behind" : "ahead"}`,
    next: "Let the machine set its clock by the network (NTP).",
  };
  return [off < BEARABLE_MS ? warn("clock", trouble) : bad("clock", trouble)];
}
