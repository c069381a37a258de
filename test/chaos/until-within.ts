const LOOK_EVERY_MS = 20;

/** Looks until the condition holds; false when the time is over before. */
export async function untilWithin(ms: number, holds: () => boolean | Promise<boolean>): Promise<boolean> {
  const giveUpAtMs = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > giveUpAtMs) return false;
    await Bun.sleep(LOOK_EVERY_MS);
  }
  return true;
}
