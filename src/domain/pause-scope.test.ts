import { expect, test } from "bun:test";
import { EFFECTS_SCOPE, operationScope, type PauseQuestion, pauseFor, workflowScope } from "./pause-scope.ts";

const partner = "connection:bestbuy/main";
const question = { partner, workflow: "push-tracking", hasEffects: true };

test.each<[string, Partial<PauseQuestion>, boolean]>([
  [partner, {}, true],
  ["connection:bestbuy/outlet", {}, false],
  [operationScope(partner, "push-tracking"), {}, true],
  [operationScope(partner, "accept-orders"), {}, false],
  [workflowScope("push-tracking"), {}, true],
  [workflowScope("accept-orders"), {}, false],
  [EFFECTS_SCOPE, {}, true],
  [EFFECTS_SCOPE, { hasEffects: false }, false],
  ["labels:here", {}, false],
  ["labels:here", { also: ["labels:there", "labels:here"] }, true],
])("a pause of %s meets the question with %p: %p", (scope, change, isPaused) => {
  const pause = { scope };
  expect(pauseFor([{ scope: "other" }, pause], { ...question, ...change })).toBe(isPaused ? pause : null);
});

test("nothing is paused without a pause", () => {
  expect(pauseFor([], question)).toBeNull();
});
