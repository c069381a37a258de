import { expect, test } from "bun:test";
import { type Stage, withSandbox } from "../testing/with-sandbox.ts";

interface ThreadAnswer {
  id: string;
  entities: { type: string; id: string }[];
  messages?: {
    id: string;
    body: string;
    from: { type: string };
    attachments?: { id: string; name: string; size: number }[];
  }[];
  metadata: { shop_reply_needed_since: string | null; total_count: number };
  topic: { type: string; value: string };
  authorized_participants: { type: string; id?: string }[];
  date_updated: string;
}
interface ThreadPage {
  data: ThreadAnswer[];
  next_page_token?: string;
  previous_page_token?: string;
}

async function threads({ seller }: Pick<Stage, "seller">, query = ""): Promise<ThreadPage> {
  return (await seller.get(`/api/inbox/threads${query}`)).json as ThreadPage;
}

async function customerThread(stage: Pick<Stage, "seller">): Promise<ThreadAnswer> {
  const thread = (await threads(stage, "?entity_type=MMP_ORDER")).data.find(
    ({ metadata }) => metadata.shop_reply_needed_since !== null,
  );
  if (!thread) throw new Error("No customer waits for an answer");
  return thread;
}

test("pages lead forth and back through all threads, newest first", async () => {
  await withSandbox({ orders: 100 }, async (stage) => {
    const all = (await threads(stage, "?limit=100")).data;
    const dates = all.map(({ date_updated }) => date_updated);
    expect(dates).toEqual([...dates].sort().reverse());
    const first = await threads(stage, "?limit=4");
    expect(first.previous_page_token).toBeUndefined();
    const second = await threads(stage, `?limit=100&page_token=${first.next_page_token}`);
    expect(second.data.map(({ id }) => id)).toEqual(all.slice(4, 8).map(({ id }) => id));
    const back = await threads(stage, `?page_token=${second.previous_page_token}`);
    expect(back.data.map(({ id }) => id)).toEqual(all.slice(0, 4).map(({ id }) => id));
    const seen = [...first.data, ...second.data];
    for (let page = second; page.next_page_token; ) {
      page = await threads(stage, `?page_token=${page.next_page_token}`);
      seen.push(...page.data);
    }
    expect(seen.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  });
});

test("threads are found by what they are about and when they moved", async () => {
  await withSandbox({ orders: 60 }, async (stage) => {
    const { seller, clock } = stage;
    const [operator] = (await threads(stage, "?entity_type=SELLER_OPERATOR")).data;
    expect(operator?.authorized_participants.map(({ type, id }) => [type, id])).toEqual([
      ["SHOP", "9001"],
      ["OPERATOR", undefined],
    ]);
    const { id, entities } = await customerThread(stage);
    const orderId = entities[0]?.id;
    const named = await threads(stage, `?entity_type=MMP_ORDER&entity_id=${orderId},other`);
    expect(named.data.map((thread) => thread.id)).toContain(id);
    expect((await seller.get(`/api/inbox/threads?entity_id=${orderId}`)).status).toBe(400);
    for (const query of ["limit=101", "page_token=MQ", "entity_type=ORDER", "updated_since=today"]) {
      expect([query, (await seller.get(`/api/inbox/threads?${query}`)).status]).toEqual([query, 400]);
    }
    clock.advance(60_000);
    const since = clock.now().toISOString();
    await seller.post(`/_sandbox/orders/${orderId}/message`, { body: "Still nothing!" });
    const moved = await threads(stage, `?updated_since=${since}&with_messages=true`);
    expect(moved.data.map(({ messages }) => messages?.at(-1)?.body)).toEqual(["Still nothing!"]);
  });
});

test("a long thread is listed with its newest hundred messages and read with all", async () => {
  await withSandbox({ orders: 60 }, async (stage) => {
    const { data } = await threads(stage, "?with_messages=true");
    const long = data.find(({ metadata }) => metadata.total_count === 150);
    expect(long?.messages).toHaveLength(100);
    const whole = (await stage.seller.get(`/api/inbox/threads/${long?.id}`)).json as ThreadAnswer;
    expect(whole.messages).toHaveLength(150);
    expect(whole.messages?.at(-1)?.id).toBe(long?.messages?.at(-1)?.id ?? "");
  });
});

test("a reply stands in the thread and ends the wait for one; sent twice it stands there twice", async () => {
  await withSandbox({ orders: 60 }, async (stage) => {
    const { seller } = stage;
    const { id, metadata } = await customerThread(stage);
    const path = `/api/inbox/threads/${id}/message`;
    const json = { body: "It is with Canada Post.", to: [{ type: "CUSTOMER" }, { type: "OPERATOR" }] };
    for (const _ of [1, 2])
      expect((await seller.message(path, { name: "message_input", json })).status).toBe(201);
    const after = (await seller.get(`/api/inbox/threads/${id}`)).json as ThreadAnswer;
    expect(after.metadata).toMatchObject({
      shop_reply_needed_since: null,
      total_count: metadata.total_count + 2,
    });
    const { messages } = (await seller.get("/_sandbox/messages")).json as {
      messages: { sent_through_api: boolean }[];
    };
    expect(messages.filter(({ sent_through_api }) => sent_through_api)).toHaveLength(2);
  });
});

test("a file comes back as it was sent", async () => {
  await withSandbox({ orders: 60 }, async (stage) => {
    const { seller } = stage;
    const { id } = await customerThread(stage);
    const form = new FormData();
    const json = JSON.stringify({ body: "Your invoice.", to: [{ type: "CUSTOMER" }] });
    form.append("message_input", new Blob([json], { type: "application/json" }));
    form.append(
      "files",
      new Blob(["%PDF-1.4 \r\n--not the edge"], { type: "application/pdf" }),
      "invoice 1.pdf",
    );
    expect((await seller.send("POST", `/api/inbox/threads/${id}/message`, { body: form })).status).toBe(201);
    const thread = (await seller.get(`/api/inbox/threads/${id}`)).json as ThreadAnswer;
    const attachment = thread.messages?.at(-1)?.attachments?.[0];
    expect(attachment).toMatchObject({ name: "invoice 1.pdf", size: 25 });
    const file = await seller.get(`/api/inbox/threads/${attachment?.id}/download`);
    expect(file.text).toBe("%PDF-1.4 \r\n--not the edge");
    expect(file.headers.get("content-type")).toBe("application/octet-stream");
    expect((await seller.get("/api/inbox/threads/none/download")).status).toBe(404);
  });
});

test("messages that break a rule are refused", async () => {
  await withSandbox({ orders: 60 }, async (stage) => {
    const { seller } = stage;
    const { id } = await customerThread(stage);
    const good = { body: "Hello.", to: [{ type: "CUSTOMER" }] };
    const send = async (json: unknown, more: { name?: string; type?: string } = {}) =>
      (await seller.message(`/api/inbox/threads/${id}/message`, { name: "message_input", json, ...more }))
        .status;
    expect(await send(good, { name: "message" })).toBe(400);
    expect(await send(good, { type: "text/plain" })).toBe(415);
    expect(await send({ ...good, body: "no" })).toBe(400);
    expect(await send({ ...good, to: [] })).toBe(400);
    expect(await send({ ...good, to: ["CUSTOMER"] })).toBe(400);
    expect(await send({ ...good, to: [{ type: "CUSTOMER", id: "somebody else" }] })).toBe(400);
    expect(await send({ ...good, topic: { type: "REASON_CODE", value: "15" } })).toBe(400);
    expect(await send({ ...good, topic: { type: "FREE_TEXT", value: "New topic" } })).toBe(201);
    const renamed = (await seller.get(`/api/inbox/threads/${id}`)).json as ThreadAnswer;
    expect(renamed.topic.value).toBe("New topic");
    expect(
      (await seller.message("/api/inbox/threads/none/message", { name: "message_input", json: good })).status,
    ).toBe(404);
  });
});

test("a thread on an order is opened with plain recipients and a topic", async () => {
  await withSandbox({ orders: 1 }, async (stage) => {
    const { seller } = stage;
    const [order] = (await seller.orders()).orders;
    const path = `/api/orders/${order?.order_id}/threads`;
    const open = (json: unknown) => seller.message(path, { name: "thread_input", json });
    const good = { body: "Hello.", to: ["CUSTOMER"], topic: { type: "REASON_CODE", value: "26" } };
    expect((await open({ ...good, to: [{ type: "CUSTOMER" }] })).status).toBe(400);
    expect((await open({ ...good, topic: undefined })).status).toBe(400);
    const { thread_id } = (await open(good)).json as { thread_id: string };
    const thread = (await seller.get(`/api/inbox/threads/${thread_id}`)).json as ThreadAnswer;
    expect(thread.entities[0]).toMatchObject({ type: "MMP_ORDER", id: order?.order_id });
    expect(thread.metadata.total_count).toBe(1);
  });
});

test("a hidden reply stays out of reads for a while", async () => {
  const hidden = { operation: "M12", nth: 1, fault: { kind: "hidden" as const, hiddenMs: 5000 } };
  await withSandbox({ orders: 60, faults: [hidden] }, async (stage) => {
    const { seller, clock } = stage;
    const { id, metadata } = await customerThread(stage);
    const json = { body: "Hello.", to: [{ type: "CUSTOMER" }] };
    await seller.message(`/api/inbox/threads/${id}/message`, { name: "message_input", json });
    const count = async () =>
      ((await seller.get(`/api/inbox/threads/${id}`)).json as ThreadAnswer).metadata.total_count;
    expect(await count()).toBe(metadata.total_count);
    clock.advance(5000);
    expect(await count()).toBe(metadata.total_count + 1);
  });
});
