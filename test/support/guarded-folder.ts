import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Waits until its standard input closes, which is when the test process ends, however it ends; then ends every
 * PostgreSQL server with a data folder below, and removes the folder. A pid counts only while its program is a server
 * of ours.
 */
const GUARD = `
  read -r _
  find "$0" -name postmaster.pid | while read -r record; do
    pid=$(head -n 1 "$record")
    grep -q cluster_name=ops- "/proc/$pid/cmdline" && kill -QUIT "$pid"
  done 2>/dev/null
  for _ in 1 2 3; do rm -rf "$0" && break; done 2>/dev/null
`;

/** A temporary folder that is gone, with the servers in it, when the test process is gone. */
export function guardedFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ops-test-")));
  const guard = Bun.spawn(["/bin/sh", "-c", GUARD, folder], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  guard.unref();
  return folder;
}
