import { describe, expect, test } from "bun:test";
import { Repository, report } from "./repository.ts";
import { workflowReach } from "./workflow-reach.ts";

const LABELS = "src/workflows/create-labels.ts";
const TABLE = "src/cli/command-table.ts";
const WORKFLOW = 'export const createLabels: Workflow<OpsContext> = { name: "create-labels" };';
const findings = (texts: Record<string, string>) =>
  report(workflowReach(new Repository({ [LABELS]: WORKFLOW, ...texts })));

describe("workflows", () => {
  test("are reached from the command table, through lazy imports too", () => {
    const texts = {
      [TABLE]: 'const labels = () => import("./commands/labels.ts");',
      "src/cli/commands/labels.ts": 'import { createLabels } from "../../workflows/create-labels.ts";',
    };
    expect(findings(texts)).toBe("");
  });

  test("are reached from a schedule", () => {
    expect(
      findings({ "src/workflows/schedules.ts": 'import { createLabels } from "./create-labels.ts";' }),
    ).toBe("");
  });

  test("that nothing starts are reported, also while there is no command table", () => {
    const reason = `${LABELS}:1: nothing starts it`;
    expect(findings({})).toStartWith(reason);
    expect(findings({ [TABLE]: "" })).toStartWith(reason);
    expect(
      findings({ [TABLE]: 'import type { createLabels } from "../workflows/create-labels.ts";' }),
    ).toStartWith(reason);
  });

  test("have one name everywhere", () => {
    const table = { [TABLE]: 'import "../workflows/create-labels.ts";' };
    expect(findings({ ...table, [LABELS]: WORKFLOW.replace("createLabels", "makeLabels") })).toBe(
      `${LABELS}:1: exports makeLabels; one name everywhere would be createLabels`,
    );
    expect(findings({ ...table, [LABELS]: WORKFLOW.replace('"create-labels"', '"labels"') })).toBe(
      `${LABELS}:1: the workflow's name is not "create-labels"`,
    );
  });

  test.each([
    'export const createLabels = { name: "create-labels", due() {} } satisfies Workflow<OpsContext>;',
    'export function createLabels(limit: number): Workflow<OpsContext> { return { name: "create-labels" }; }',
  ])("are recognised in every form: %s", (text) => {
    expect(findings({ [LABELS]: text })).toContain("nothing starts it");
  });

  test("other files beside them are none", () => {
    expect(
      findings({
        [TABLE]: 'import "../workflows/create-labels.ts";',
        "src/workflows/buy-gate.ts": "export const a = 1;",
      }),
    ).toBe("");
  });
});
