interface UnitInput {
  /** The program and its arguments. */
  command: readonly string[];
  workspace: string;
  /** Under which a system unit works; null for a user unit, which works as its user. */
  user: string | null;
  /** What the daemon takes at most to stop, in seconds; then systemd kills it. */
  stopSeconds: number;
}

/**
 * A systemd unit for the daemon. Only the daemon itself is signalled: the embedded PostgreSQL that it started may
 * serve other commands, and is stopped by whoever leaves it last.
 */
export function systemdUnit({ command, workspace, user, stopSeconds }: UnitInput): string {
  return `[Unit]
Description=ops daemon for ${escaped(workspace)}
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=${command.map(quoted).join(" ")}
ExecReload=/bin/kill -HUP $MAINPID
WorkingDirectory=${escaped(workspace)}
${user === null ? "" : `User=${user}\n`}KillMode=process
TimeoutStopSec=${stopSeconds}
Restart=always
RestartSec=5

[Install]
WantedBy=${user === null ? "default.target" : "multi-user.target"}
`;
}

/** By the whole path, for several workspaces may have one name: `ops-srv-shop.service`. */
export const unitName = (workspace: string): string => `ops${workspace.replace(/[^\w.]+/g, "-")}.service`;

/** Percent signs begin systemd's own names. */
const escaped = (text: string): string => text.replaceAll("%", "%%");

const quoted = (word: string): string => {
  const safe = escaped(word).replaceAll("$", "$$$$");
  return /^[\w@%+=:,./-]+$/.test(safe) ? safe : `"${safe.replace(/["\\]/g, "\\$&")}"`;
};
