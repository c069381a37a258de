/** What goes wrong outside while processes die: answers lost on either side, throttling, errors, late news of shipments. */
export const FAULTS = [
  "drop_before=0.02",
  "drop_after=0.04",
  "status429=0.02",
  "status500=0.02",
  "canada-post:hidden800=0.1",
].join(",");
