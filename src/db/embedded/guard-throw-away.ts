import type { Cluster } from "./cluster.ts";

/**
 * Waits until the process ($1) ends, then ends the server of the data folder ($0) and removes the folder. An initdb
 * may still be writing there, so it tries again. A recorded pid counts only while its program is a server of ours.
 */
const GUARD = `
  while kill -0 "$1"; do sleep 0.5; done
  pid=$(head -n 1 "$0/cluster/postmaster.pid")
  grep -q cluster_name=ops- "/proc/$pid/cmdline" && kill -QUIT "$pid"
  for _ in 1 2 3; do rm -rf "$0" && break; sleep 0.5; done
`;

/**
 * Sees to it that throw-away data goes, and its server with it, even when this process is killed. Nobody would open
 * that folder again, and so adopt the server. @returns ends the guard, for a server that is stopped in good order
 */
export function guardThrowAway({ dataDir }: Cluster): () => void {
  const guard = Bun.spawn(["/bin/sh", "-c", GUARD, dataDir, String(process.pid)], {
    env: { PATH: "/usr/bin:/bin" },
    cwd: "/",
    detached: true,
    stdio: ["ignore", "ignore", "ignore"],
  });
  guard.unref();
  return () => guard.kill();
}
