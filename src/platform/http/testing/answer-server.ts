import { afterEach } from "bun:test";

const unexpected = () => new Response(null, { status: 599 });
export const ok = () => new Response("ok");
export const failing = () => new Response("down", { status: 503 });

/** Serves the answers one after the other, the last one for ever, until the test is over. */
export function answerServer() {
  const servers: Bun.Server<undefined>[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop(true)));
  });
  return (...answers: (() => Response)[]) => {
    let requests = 0;
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => (answers[Math.min(requests++, answers.length - 1)] ?? unexpected)(),
    });
    servers.push(server);
    return { url: server.url.href, requests: () => requests };
  };
}
