import { afterEach, describe, expect, test } from "bun:test";
import { OpsError } from "../../domain/errors.ts";
import { Secret } from "../secret.ts";
import type { HttpRequest } from "./http-request.ts";
import { createHttpWorld, errorOf, requestTo } from "./testing/http-world.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function auditOf(answer: () => Response, changes: Partial<HttpRequest> = {}) {
  const { client, calls } = createHttpWorld();
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: answer });
  closers.push(() => server.stop(true));
  await client.send(requestTo(server.url.href, changes)).catch((error: unknown) => {
    if (!(error instanceof OpsError)) throw error;
  });
  const [call] = calls;
  if (!call) throw new Error("No row was written.");
  return call;
}

describe("the audit row of an attempt", () => {
  test("tells which call it was, what went out and what came back", async () => {
    const call = await auditOf(() => Response.json({ ok: true }), {
      method: "PUT",
      endpoint: "UpdateTracking",
      relatedId: "900000001-A",
      body: '{"carrier_code":"CPCL"}',
    });
    expect(call).toMatchObject({
      service: "BestBuy",
      endpoint: "UpdateTracking",
      relatedId: "900000001-A",
      method: "PUT",
      requestPayload: { carrier_code: "CPCL" },
      responseBody: '{"ok":true}',
      statusCode: 200,
      isSuccess: true,
      error: null,
      attempt: 1,
      calledAt: new Date("2026-03-02T15:00:00Z"),
    });
  });

  test("keeps XML as text, and of a form its parts by name", async () => {
    const xml = await auditOf(() => new Response("<a/>"), { method: "POST", body: "<shipment/>" });
    expect(xml).toMatchObject({ requestPayload: "<shipment/>", responseBody: "<a/>" });
    const form = new FormData();
    form.append("body", "Hello");
    form.append("files", new File(["1234"], "a.txt"));
    const sent = await auditOf(() => new Response("ok"), { method: "POST", body: form });
    expect(sent.requestPayload).toEqual([
      { name: "body", text: "Hello" },
      { name: "files", file: "a.txt", bytes: 4 },
    ]);
  });

  test("names a label by its size and hash", async () => {
    const sha256 = new Bun.CryptoHasher("sha256").update("%PDF-1.4").digest("hex");
    for (const type of ["application/pdf", "application/octet-stream", "text/html"]) {
      const { responseBody } = await auditOf(
        () => new Response("%PDF-1.4", { headers: { "content-type": type } }),
      );
      expect(JSON.parse(responseBody ?? "")).toEqual({ bytes: 8, sha256 });
    }
  });

  test("keeps no body of a list, but that of its refusal", async () => {
    expect((await auditOf(() => Response.json([]), { auditAnswer: false })).responseBody).toBeNull();
    const refused = () => Response.json({ message: "no" }, { status: 400 });
    expect((await auditOf(refused, { auditAnswer: false })).responseBody).toBe('{"message":"no"}');
  });

  test("cuts what is very long and says how much", async () => {
    const { responseBody } = await auditOf(() => new Response("é".repeat(70_000)));
    expect(responseBody).toStartWith("éé");
    expect(responseBody).toEndWith("é\n[cut: 4464 of 70000 characters]");
  });

  test("replaces what PostgreSQL text cannot hold", async () => {
    expect((await auditOf(() => new Response("a\u0000b"))).responseBody).toBe("a\uFFFDb");
  });
});

describe("secrets", () => {
  const key = "mirakl-key/1234567890";
  const password = "p@ss&word<x>";

  test("appear nowhere in rows and errors, in whatever form the other side repeats them", async () => {
    const { client, calls } = createHttpWorld({ secrets: [new Secret(key), new Secret(password)] });
    const basic = Buffer.from(`user:${password}`).toString("base64");
    const echo = [
      key,
      password,
      basic,
      encodeURIComponent(key),
      JSON.stringify({ key, api_key: "other-one" }),
    ].join(" ");
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => new Response(echo, { status: 400, headers: { "x-echo": basic } }),
    });
    closers.push(() => server.stop(true));
    const error = await errorOf(
      client.send(
        requestTo(`${server.url.href}?api_key=${encodeURIComponent(key)}`, {
          method: "POST",
          headers: { Authorization: `Basic ${basic}` },
          body: JSON.stringify({ key, nested: { password: "another-one" }, basic }),
          classify: (answer) =>
            new OpsError("marketplace_rejected", answer.text(), {
              facts: { echo, deep: [{ basic }] },
              cause: new Error(echo),
            }),
        }),
      ),
    );
    const told = Bun.inspect({
      calls,
      error,
      cause: error.cause,
      json: JSON.stringify({ calls, facts: error.facts }),
    });
    expect(calls).toHaveLength(1);
    const seeds = [key, encodeURIComponent(key), password, basic, basic.slice(6), "other-one", "another-one"];
    for (const seed of seeds) expect(told).not.toContain(seed);
    expect(told).toContain("[redacted]");
  });
});
