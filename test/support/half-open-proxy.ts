import net from "node:net";

/** Stands between two programs, and can fall silent as a broken network does: it accepts, forwards nothing, closes nothing. */
export interface HalfOpenProxy {
  port: number;
  fallSilent(): void;
  /** What is connected from now on is served. What was connected stays dead, or goes on where it was. */
  heal(connections: "stay dead" | "go on"): void;
  stop(): void;
}

interface Link {
  client: net.Socket;
  server: net.Socket;
  /** Held back meanwhile; null once the link is dead for good. */
  held: (() => void)[] | null;
}

export async function startProxy(target: net.NetConnectOpts): Promise<HalfOpenProxy> {
  const links = new Set<Link>();
  let isSilent = false;
  const listener = net.createServer((client) => {
    const link: Link = { client, server: net.connect(target), held: [] };
    links.add(link);
    const forward = (act: () => void) => {
      if (link.held === null) return;
      if (isSilent) link.held.push(act);
      else act();
    };
    const join = (from: net.Socket, to: net.Socket) => {
      from.on("data", (bytes) => forward(() => to.write(bytes)));
      // A broken connection is closed, which the other side is told of.
      from.on("error", () => from.destroy());
      from.on("close", () => forward(() => to.destroySoon()));
    };
    join(link.client, link.server);
    join(link.server, link.client);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
  return {
    port: address.port,
    fallSilent: () => {
      isSilent = true;
    },
    heal(connections) {
      isSilent = false;
      for (const link of links) {
        const held = link.held ?? [];
        link.held = connections === "go on" && link.held ? [] : null;
        if (connections === "go on") for (const act of held) act();
      }
    },
    stop() {
      listener.close();
      for (const { client, server } of links) {
        client.destroy();
        server.destroy();
      }
    },
  };
}
