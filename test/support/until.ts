/** How long an outside condition rests between two looks at it. */
const LOOK_EVERY_MS = 10;

/** Looks until the condition holds: for what another process does, of which nobody tells us. The test's limit ends it. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await Bun.sleep(LOOK_EVERY_MS);
}
