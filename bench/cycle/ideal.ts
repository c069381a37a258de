import { type CallCounts, LATENCY_MS, type Service } from "./outside-world.ts";

export interface Stage {
  workflows: readonly string[];
  /** One call per order, many orders at once; otherwise each call waits for the one before. */
  atOnce: boolean;
  calls: number;
  /** What its calls alone must take. */
  idealMs: number;
}

interface StageCalls extends Pick<Stage, "workflows" | "atOnce"> {
  service: Service;
  operations: readonly string[];
}

const STAGES: readonly StageCalls[] = [
  {
    workflows: ["fetch-orders", "read-back-orders"],
    service: "mirakl",
    operations: ["SH21", "SH12", "OR11"],
    atOnce: false,
  },
  { workflows: ["accept-orders"], service: "mirakl", operations: ["OR21"], atOnce: true },
  {
    workflows: ["create-labels"],
    service: "canada-post",
    operations: ["CreateShipment", "GetArtifact"],
    atOnce: true,
  },
  { workflows: ["push-tracking"], service: "mirakl", operations: ["OR23", "OR24"], atOnce: true },
];

/** What each stage of a cycle must take for the calls that it made. */
export function idealOf(counts: CallCounts, concurrency: number): Stage[] {
  return STAGES.map(({ workflows, service, operations, atOnce }) => {
    const calls = operations.map((operation) => counts[service]?.[operation]?.calls ?? 0);
    const turns = calls.map((count) => (atOnce ? Math.ceil(count / concurrency) : count));
    return {
      workflows,
      atOnce,
      calls: sum(calls),
      idealMs: sum(turns) * LATENCY_MS[service],
    };
  });
}

const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0);
