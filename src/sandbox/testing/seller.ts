import type { Order } from "../mirakl/order.ts";
import type { Sandbox } from "../start-sandbox.ts";

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: unknown;
}

/** A seller's program as plain as can be: it sends what it is told and hands back what came. */
export class Seller {
  readonly #url: string;
  readonly #key: string;

  constructor({ url }: Pick<Sandbox, "url">, key = "sandbox-mirakl-key") {
    this.#url = url;
    this.#key = key;
  }

  async send(
    method: string,
    path: string,
    init: { body?: BodyInit; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const headers = { authorization: this.#key, ...init.headers };
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers,
      // Bun sends a request again when a kept-alive connection dies under it.
      keepalive: false,
      ...(init.body && { body: init.body }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text ? JSON.parse(text) : null,
    };
  }

  get(path: string): Promise<Answer> {
    return this.send("GET", path);
  }

  put(path: string, body?: unknown): Promise<Answer> {
    if (body === undefined) return this.send("PUT", path);
    return this.send("PUT", path, {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.send("POST", path, body === undefined ? {} : { body: JSON.stringify(body) });
  }

  /** A multipart message whose JSON part has a type and no file name. */
  message(path: string, part: { name: string; json: unknown; type?: string }): Promise<Answer> {
    const body = [
      "--edge",
      `Content-Disposition: form-data; name="${part.name}"`,
      `Content-Type: ${part.type ?? "application/json"}`,
      "",
      JSON.stringify(part.json),
      "--edge--",
      "",
    ].join("\r\n");
    return this.send("POST", path, {
      body,
      headers: { "content-type": "multipart/form-data; boundary=edge" },
    });
  }

  /** OR11. */
  async orders(query = ""): Promise<{ orders: Order[]; total_count: number }> {
    const { json } = await this.get(`/api/orders${query && `?${query}`}`);
    return json as { orders: Order[]; total_count: number };
  }

  async order(id: string): Promise<Order> {
    const [order] = (await this.orders(`order_ids=${id}`)).orders;
    if (!order) throw new Error(`No order ${id}`);
    return order;
  }

  /** OR21 for every line. */
  accept(order: Order, accepted = true): Promise<Answer> {
    const order_lines = order.order_lines.map(({ order_line_id }) => ({ id: order_line_id, accepted }));
    return this.put(`/api/orders/${order.order_id}/accept`, { order_lines });
  }

  /** OR23 with a Canada Post number. */
  track(orderId: string, tracking_number = "7035114477138472"): Promise<Answer> {
    return this.put(`/api/orders/${orderId}/tracking`, { carrier_code: "CPCL", tracking_number });
  }

  /** OR24. */
  ship(orderId: string): Promise<Answer> {
    return this.put(`/api/orders/${orderId}/ship`);
  }
}
