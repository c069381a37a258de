import { expect, test } from "bun:test";
import fc from "fast-check";
import { layOutAddress } from "./address-lines.ts";
import { lengthOf } from "./text-fit.ts";

const limit = 44;

test("what fits stays as it is", () => {
  expect(
    layOutAddress({ street: ["23 Jardin Private", "Unit 4"], extra: ["Attn: Reception"], limit }),
  ).toEqual({
    line1: "23 Jardin Private",
    line2: "Unit 4",
    info: "Attn: Reception",
  });
});

test("a long street flows into line 2 and then above line 1", () => {
  const words = Array.from({ length: 18 }, (_, index) => `w${index}abc`).join(" ");
  const lines = layOutAddress({ street: [words], extra: [], limit });
  expect([lines?.line1, lines?.line2, lines?.info].filter(Boolean).join(" ")).toBe(words);
  expect(lines?.info).not.toBeNull();
});

test("two extra texts share the line when both street lines are taken", () => {
  const lines = layOutAddress({ street: ["1 Main St", "Floor 2"], extra: ["Gate B", "Ring twice"], limit });
  expect(lines).toEqual({ line1: "1 Main St", line2: "Floor 2", info: "Gate B Ring twice" });
});

test("300 characters do not fit, nor does a word longer than a line", () => {
  expect(layOutAddress({ street: ["long street ".repeat(25).trim()], extra: [], limit })).toBeNull();
  expect(layOutAddress({ street: ["x".repeat(45)], extra: [], limit })).toBeNull();
});

test("no word is lost and no line is too long", () => {
  const text = fc
    .array(fc.string({ unit: fc.constantFrom(..."abcé😀"), minLength: 1, maxLength: 15 }), {
      minLength: 1,
      maxLength: 6,
    })
    .map((words) => words.join(" "));
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 2 }),
      fc.array(text, { maxLength: 3 }),
      (street, extra) => {
        const lines = layOutAddress({ street, extra, limit });
        if (!lines) return;
        const placed = [lines.line1, lines.line2, lines.info].filter((line) => line !== null);
        expect(placed.every((line) => lengthOf(line) <= limit)).toBe(true);
        expect(placed.join(" ").split(" ").sort()).toEqual([...street, ...extra].join(" ").split(" ").sort());
      },
    ),
  );
});
