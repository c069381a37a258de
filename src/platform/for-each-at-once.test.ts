import { expect, test } from "bun:test";
import { forEachAtOnce } from "./for-each-at-once.ts";

/** Work that ends when it is told to. */
function heldWork() {
  const held: (() => void)[] = [];
  const ended: number[] = [];
  return {
    held,
    ended,
    work: (item: number) =>
      new Promise<void>((resolve) => {
        held.push(() => {
          ended.push(item);
          resolve();
        });
      }),
  };
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
};

test("as many are under way as may be, and the next begins when one ends", async () => {
  const { held, ended, work } = heldWork();
  const all = forEachAtOnce([1, 2, 3, 4], 2, work);
  await turns(20);
  expect(held).toHaveLength(2);
  held[1]?.();
  await turns(20);
  expect(held).toHaveLength(3);
  for (const next of [0, 2, 3]) {
    held[next]?.();
    await turns(20);
  }
  await all;
  expect(ended).toEqual([2, 1, 3, 4]);
});

test("the first error stops the taking of new items", async () => {
  const begun: number[] = [];
  const all = forEachAtOnce([1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    if (item === 2) throw new Error("item 2");
  });
  await expect(all).rejects.toThrow("item 2");
  expect(begun).not.toContain(4);
});

test("when the items run out in an error, what is under way ends first", async () => {
  const { held, ended, work } = heldWork();
  async function* broken() {
    yield 1;
    throw new Error("no more items");
  }
  let over = false;
  const all = forEachAtOnce(broken(), 4, work).finally(() => {
    over = true;
  });
  // It is looked at below; until then nobody listens.
  all.catch(() => {});
  await turns(20);
  expect(over).toBe(false);
  held[0]?.();
  await expect(all).rejects.toThrow("no more items");
  expect(ended).toEqual([1]);
});
