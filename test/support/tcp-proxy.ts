import { connect, createServer, type Socket } from "node:net";
import { targetFromUrl } from "../../src/db/database-target.ts";

/** Stands between a process and its database, to take the way to it away. */
export interface TcpProxy {
  /** The same database by this way. */
  url: string;
  /** Cuts every connection and refuses new ones. */
  cut(): void;
  mend(): void;
  /** Forwards nothing more and closes nothing, as a broken network does. */
  fallSilent(): void;
  stop(): void;
}

/** @param databaseUrl of a database on a Unix socket */
export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const target = targetFromUrl(databaseUrl);
  if (target.kind !== "socket") throw new Error("The test's database is behind a socket.");
  const { folder, user, database } = target;
  const open = new Set<Socket>();
  let isCut = false;
  let isSilent = false;
  const cut = () => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    if (isSilent) return void open.add(near);
    const far = connect(`${folder}/.s.PGSQL.${target.port}`);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      // A lost connection is told by its end as well.
      socket
        .on("error", () => {})
        .on("close", () => {
          open.delete(socket);
          other.destroy();
        });
      socket.pipe(other);
    }
  });
  const listening = Promise.withResolvers<number>();
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address !== null && typeof address === "object") listening.resolve(address.port);
  });
  return {
    url: `postgres://${user}@127.0.0.1:${await listening.promise}/${database}`,
    cut,
    mend() {
      isCut = false;
    },
    fallSilent() {
      isSilent = true;
      for (const socket of open) socket.unpipe().pause();
    },
    stop() {
      cut();
      server.close();
    },
  };
}
