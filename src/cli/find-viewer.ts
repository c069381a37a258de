import type { Environment } from "../platform/config/environment.ts";

/** The program that opens a file as a double click would; null where there is none, or no screen to show it on. */
export function findViewer(env: Environment): string | null {
  const PATH = env.PATH ?? "";
  if (process.platform === "darwin") return Bun.which("open", { PATH });
  return env.DISPLAY || env.WAYLAND_DISPLAY ? Bun.which("xdg-open", { PATH }) : null;
}
