import { expect, test } from "bun:test";
import { FaultPlan, type FaultRule, faultRule } from "./fault-plan.ts";

const OR24 = { service: "mirakl", operation: "OR24" };

const planWith = (rules: FaultRule[], numbers: number[] = []) =>
  new FaultPlan(rules, () => numbers.shift() ?? 0);

test("a scripted fault strikes the nth call of its operation and no other", () => {
  const plan = planWith([{ operation: "OR24", nth: 2, fault: { kind: "drop_after" } }]);
  const struck = [OR24, { service: "mirakl", operation: "OR23" }, OR24, OR24].map(
    (call) => plan.draw(call).accident,
  );
  expect(struck).toEqual([null, null, { kind: "drop_after" }, null]);
});

test("chances add up, and only one accident happens", () => {
  const rules: FaultRule[] = [
    { probability: 0.2, fault: { kind: "drop_after" } },
    { probability: 0.05, fault: { kind: "html" } },
  ];
  const plan = planWith(rules, [0.1, 0.22, 0.26]);
  expect([1, 2, 3].map(() => plan.draw(OR24).accident?.kind)).toEqual(["drop_after", "html", undefined]);
});

test("a request can be lost and hidden at once", () => {
  const plan = planWith([
    { probability: 1, fault: { kind: "hidden", hiddenMs: 10 } },
    { service: "mirakl", probability: 1, fault: { kind: "drop_after" } },
    { service: "canada-post", probability: 1, fault: { kind: "html" } },
  ]);
  expect(plan.draw(OR24)).toEqual({
    accident: { kind: "drop_after" },
    hidden: { kind: "hidden", hiddenMs: 10 },
  });
});

test("a rule is either scripted or by chance", () => {
  const fault = { kind: "html" };
  expect(faultRule.safeParse({ fault }).success).toBe(false);
  expect(faultRule.safeParse({ fault, nth: 1, probability: 1 }).success).toBe(false);
  expect(faultRule.safeParse({ fault, nth: 1 }).success).toBe(true);
});
