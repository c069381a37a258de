import { describe, expect, test } from "bun:test";
import { OpsError } from "../../domain/errors.ts";
import { answerServer, failing, ok } from "./testing/answer-server.ts";
import { createHttpWorld, effectOn, errorOf, requestTo, sendOnce } from "./testing/http-world.ts";

const serve = answerServer();

describe("the turn of an effect", () => {
  const budgets = [
    { key: "narrow", points: 1, seconds: 60 },
    { key: "wide", points: 100, seconds: 60 },
  ];

  test("is had before the effect, which then takes and asks for nothing more", async () => {
    const { client, taken, spent, returned } = createHttpWorld();
    const effect = effectOn(serve(ok).url, { budgets });
    await using turn = await client.reserve(effect);
    expect([taken, spent]).toEqual([["narrow", "wide"], []]);
    await turn.send(effect);
    expect([taken, spent]).toEqual([
      ["narrow", "wide"],
      ["narrow", "wide"],
    ]);
    await turn[Symbol.asyncDispose]();
    expect(returned).toEqual(["wide", "narrow"]);
  });

  test("is given back when nothing is sent", async () => {
    const { client, returned } = createHttpWorld();
    const effect = effectOn(serve(ok).url, { budgets });
    for (let nth = 1; nth <= 100; nth++) await (await client.reserve(effect))[Symbol.asyncDispose]();
    expect(returned).toHaveLength(200);
    expect((await sendOnce(client, effect)).text()).toBe("ok");
  });

  test("gives back what it has when the next budget cannot be had", async () => {
    const returned: string[] = [];
    const { client } = createHttpWorld({
      limiter: {
        async take({ key }) {
          if (key === "wide") throw new OpsError("database_unavailable", "The database is away.");
          return {
            spend: async () => {},
            answered: async () => {},
            giveBack: async () => void returned.push(key),
          };
        },
        exhaust: async () => {},
      },
    });
    const refused = await errorOf(client.reserve(effectOn(serve(ok).url, { budgets })));
    expect(refused.code).toBe("database_unavailable");
    expect(returned).toEqual(["narrow"]);
  });

  test("that has passed sends nothing", async () => {
    const passed = new OpsError("throttled", "The turn has passed.");
    const { client, calls } = createHttpWorld({
      limiter: {
        take: async () => ({
          spend: () => Promise.reject(passed),
          answered: async () => {},
          giveBack: async () => {},
        }),
        exhaust: async () => {},
      },
    });
    const { url, requests } = serve(ok);
    expect(await errorOf(sendOnce(client, effectOn(url, { budgets })))).toBe(passed);
    expect([requests(), calls]).toEqual([0, []]);
  });

  test("is good for one effect", async () => {
    const { client } = createHttpWorld();
    const { url, requests } = serve(ok);
    await using turn = await client.reserve(effectOn(url));
    await turn.send(effectOn(url));
    expect((await errorOf(turn.send(effectOn(url)))).code).toBe("bug");
    expect(requests()).toBe(1);
  });

  test("is not had from a host that is left alone, and sends nothing when it is left alone meanwhile", async () => {
    const { client } = createHttpWorld();
    const { url, requests } = serve(failing);
    await using turn = await client.reserve(effectOn(url));
    for (let nth = 1; nth <= 10; nth++) await errorOf(sendOnce(client, effectOn(url)));
    expect((await errorOf(client.reserve(effectOn(url)))).code).toBe("circuit_open");
    expect((await errorOf(turn.send(effectOn(url)))).code).toBe("circuit_open");
    expect(requests()).toBe(10);
  });
});

test("the turn of a reading is its first attempt's; those that follow take turns of their own", async () => {
  const { client, taken, returned } = createHttpWorld();
  const { url, requests } = serve(failing, ok);
  const reading = requestTo(url, { budgets: [{ key: "narrow", points: 1, seconds: 60 }] });
  await using turn = await client.reserve(reading);
  expect([taken, requests()]).toEqual([["narrow"], 0]);
  expect((await turn.read(reading)).text()).toBe("ok");
  expect([taken, returned, requests()]).toEqual([["narrow", "narrow"], ["narrow", "narrow"], 2]);
});
