import { once } from "node:events";
import type { CommandRun } from "../../command.ts";

/** Prints the database's address for psql and other tools. */
export async function databaseUrl(run: CommandRun<{ hold: boolean; reveal: boolean }>): Promise<number> {
  const { input, output, database, signal } = run;
  const { embedded, target } = await database({ migrate: false });
  const url = target.kind === "url" ? withoutPassword(target.url, input.reveal) : socketAddress(target);
  await output.result({ url, embedded: embedded !== null }, () => `${url}\n`);
  if (input.hold) {
    output.note("Held open until Ctrl-C.");
    if (!signal.aborted) await once(signal, "abort");
  } else if (embedded) {
    output.note("The embedded server runs while an ops process uses it; --hold keeps it running.");
  }
  return 0;
}

function withoutPassword(address: string, reveal: boolean): string {
  const url = new URL(address);
  if (url.password && !reveal) url.password = "***";
  return url.href;
}

interface SocketTarget {
  folder: string;
  port: number;
  user: string;
  database: string;
}

/** As libpq takes it: the socket's folder in the place of the host's name. */
const socketAddress = ({ folder, port, user, database }: SocketTarget): string =>
  `postgresql://${encodeURIComponent(user)}@/${encodeURIComponent(database)}?host=${encodeURIComponent(folder)}&port=${port}`;
