import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Waits until the test process ($1) ends, however it ends; then ends every PostgreSQL server with a data folder below
 * the root folder ($0), and removes that. A recorded pid counts only while its program is a server of ours. The shell
 * leaves the work to a child in the background, for the test runner kills its own children when a test is late.
 */
const GUARD = `
  {
    while kill -0 "$1"; do sleep 0.3; done
    find "$0" -name postmaster.pid | while read -r record; do
      pid=$(head -n 1 "$record")
      grep -q cluster_name=ops- "/proc/$pid/cmdline" && kill -QUIT "$pid"
    done
    for _ in 1 2 3; do rm -rf "$0" && break; done
  } 2>/dev/null &
`;

let root: string | null = null;

/** A temporary folder that is gone, with the servers in it, when the test process is gone. */
export function guardedFolder(): string {
  root ??= guardedRoot();
  return mkdtempSync(join(root, "folder-"));
}

function guardedRoot(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ops-test-")));
  Bun.spawnSync(["/bin/sh", "-c", GUARD, folder, String(process.pid)], {
    stdio: ["ignore", "ignore", "ignore"],
    detached: true,
  });
  return folder;
}
