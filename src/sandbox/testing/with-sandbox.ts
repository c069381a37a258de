import { FakeClock } from "../../platform/clock.ts";
import type { SandboxOptions } from "../sandbox-options.ts";
import { type Sandbox, startSandbox } from "../start-sandbox.ts";
import { Seller } from "./seller.ts";

export interface Stage {
  sandbox: Sandbox;
  seller: Seller;
  /** Stands still until it is moved. */
  clock: FakeClock;
}

/** Runs a test against a sandbox of its own, at noon of a day in March. */
export async function withSandbox(
  options: SandboxOptions,
  test: (stage: Stage) => Promise<void>,
): Promise<void> {
  const clock = new FakeClock("2026-03-10T12:00:00Z");
  const sandbox = await startSandbox({ clock, ...options });
  try {
    await test({ sandbox, seller: new Seller(sandbox), clock });
  } finally {
    await sandbox.stop();
  }
}
