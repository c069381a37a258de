import { expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { runOps } from "../testing/spawn-ops.ts";

test("a port that is in use is a conflict that names the port and the way out", async () => {
  using taken = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const { status, stderr } = await runOps(`sandbox --port ${taken.port}`, { cwd: tmpdir() });
  expect(stderr).toContain(`Port ${taken.port} is in use`);
  expect(stderr).toContain("--port");
  expect(stderr).not.toContain(" at ");
  expect(status).toBe(5);
});
