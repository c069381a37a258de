import { expect, test } from "bun:test";
import { createFaultInjection } from "./fault-injection.ts";

const MODULE = new URL("./fault-injection.ts", import.meta.url).pathname;

test("unarmed, or armed elsewhere, a point is passed", () => {
  createFaultInjection(null)("create-labels", "after-call");
  createFaultInjection({ point: "accept-orders:after-call", pass: 1, action: "kill" })(
    "create-labels",
    "after-call",
  );
});

test("armed, a process ends itself at the pass that counts, and nothing runs behind it", async () => {
  const program = `
    import { createFaultInjection } from ${JSON.stringify(MODULE)};
    const pass = createFaultInjection({ point: "create-labels:after-call", pass: 2, action: "kill" });
    for (const turn of [1, 2, 3]) { pass("create-labels", "after-call"); require("node:fs").writeSync(1, "passed " + turn + " "); }`;
  const child = Bun.spawn([process.execPath, "-e", program], { stdout: "pipe" });
  expect(await new Response(child.stdout).text()).toBe("passed 1 ");
  await child.exited;
  expect(child.signalCode).toBe("SIGKILL");
});
