/**
 * Waits until this process ($1) ends, however it ends; then ends what still runs for the shop in the folder ($0): programs
 * that name it in their command line, and the PostgreSQL server below it. The folder stays, to be looked at.
 */
const GUARD = `
  {
    while kill -0 "$1"; do sleep 0.5; done
    for record in /proc/[0-9]*; do
      pid=\${record#/proc/}
      grep -q "$0/" "$record/cmdline" && [ "$pid" != "$$" ] && kill -KILL "$pid"
    done
    pid=$(head -n 1 "$0/postgres/cluster/postmaster.pid")
    grep -q cluster_name=ops- "/proc/$pid/cmdline" && kill -QUIT "$pid"
  } 2>/dev/null &
`;

export function startGuard(folder: string): void {
  Bun.spawnSync(["/bin/sh", "-c", GUARD, folder, String(process.pid)], {
    stdio: ["ignore", "ignore", "ignore"],
    detached: true,
  });
}
