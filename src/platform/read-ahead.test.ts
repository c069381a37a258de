import { expect, test } from "bun:test";
import { readAhead } from "./read-ahead.ts";

/** Gives the numbers from 1, and tells of each when it is asked for. */
async function* numbers(most: number, told: string[]) {
  try {
    for (let number = 1; number <= most; number++) {
      told.push(`ask ${number}`);
      yield number;
    }
  } finally {
    told.push("end");
  }
}

test("the next item is asked for before the last one is worked on", async () => {
  const told: string[] = [];
  for await (const number of readAhead(numbers(3, told))) told.push(`work ${number}`);
  expect(told).toEqual(["ask 1", "ask 2", "work 1", "ask 3", "work 2", "end", "work 3"]);
});

test("nothing gives nothing", async () => {
  expect(await Array.fromAsync(readAhead(numbers(0, [])))).toEqual([]);
});

test("what the source throws comes after the items before it", async () => {
  const told: number[] = [];
  async function* broken() {
    yield 1;
    throw new Error("page 2 is lost");
  }
  const reading = (async () => {
    for await (const number of readAhead(broken())) {
      told.push(number);
      await Bun.sleep(0);
    }
  })();
  await expect(reading).rejects.toThrow("page 2 is lost");
  expect(told).toEqual([1]);
});

test("whoever leaves early ends the source", async () => {
  const told: string[] = [];
  for await (const number of readAhead(numbers(9, told))) if (number === 2) break;
  expect(told).toEqual(["ask 1", "ask 2", "ask 3", "end"]);
});
