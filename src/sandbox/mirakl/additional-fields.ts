import { z } from "zod";
import { Refusal } from "./errors.ts";
import { jsonResponse, prettyJson } from "./json.ts";
import type { Order } from "./order.ts";
import { customFields } from "./reference-data.ts";
import { jsonBody, lagOf, orderInPath, type Request, type Shop } from "./shop.ts";

const field = z.object({
  code: z.string(),
  value: z.union([z.string(), z.array(z.string()), z.null()]).optional(),
});

const body = z.object({
  order_additional_fields: z.array(field).nullish(),
  order_lines: z
    .array(z.object({ order_line_id: z.string(), order_line_additional_fields: z.array(field).nullish() }))
    .nullish(),
});
type Body = z.output<typeof body>;
type Field = z.output<typeof field>;
type StoredField = Order["order_lines"][number]["order_line_additional_fields"][number];

/** OR31: all fields or none; an unknown one is an error inside a 200. */
export async function writeAdditionalFields(shop: Shop, request: Request): Promise<Response> {
  const parsed = body.safeParse(await jsonBody(request));
  if (!parsed.success)
    throw Refusal.coded(400, "VALIDATION_ERROR", parsed.error.issues[0]?.message ?? "Invalid");
  const booked = orderInPath(shop, request, "OR31");
  const errors = problems(booked.order, parsed.data);
  if (errors.length > 0) {
    return jsonResponse(prettyJson({ order_update_errors: { errors, input: parsed.data } }));
  }
  shop.book.change(booked, (order) => write(order, parsed.data), lagOf(request));
  const { order } = booked;
  const order_lines = (parsed.data.order_lines ?? []).map(({ order_line_id }) => ({
    order_line_id,
    order_line_additional_fields: lineOf(order, order_line_id)?.order_line_additional_fields ?? [],
  }));
  const result = { order_additional_fields: order.order_additional_fields ?? [], order_lines };
  return jsonResponse(prettyJson({ order_update_result: result }));
}

const lineOf = (order: Order, id: string) => order.order_lines.find((line) => line.order_line_id === id);

function problems(order: Order, { order_additional_fields, order_lines }: Body) {
  const unknown = (fields: Field[] | null | undefined, entity: string, path: string) =>
    (fields ?? [])
      .filter(({ code }) => !customFields.some((known) => known.code === code && known.entity === entity))
      .map(({ code }) => ({ code: "not_found", field: path, message: `Unknown additional field '${code}'` }));
  return [
    ...unknown(order_additional_fields, "ORDER", "order_additional_fields"),
    ...(order_lines ?? []).flatMap(({ order_line_id, order_line_additional_fields }, index) =>
      lineOf(order, order_line_id)
        ? unknown(order_line_additional_fields, "ORDER_LINE", `order_lines[${index}]`)
        : [{ code: "not_found", field: `order_lines[${index}]`, message: `Unknown line '${order_line_id}'` }],
    ),
  ];
}

function write(order: Order, { order_additional_fields, order_lines }: Body): void {
  order.order_additional_fields = merged(order.order_additional_fields ?? [], order_additional_fields ?? []);
  for (const { order_line_id, order_line_additional_fields } of order_lines ?? []) {
    const line = lineOf(order, order_line_id);
    if (!line) continue;
    line.order_line_additional_fields = merged(
      line.order_line_additional_fields,
      order_line_additional_fields ?? [],
    );
  }
}

/** Null and "" delete a field. */
function merged(stored: StoredField[], written: Field[]): StoredField[] {
  const kept = stored.filter(({ code }) => !written.some((field) => field.code === code));
  const added = written
    .filter(({ value }) => value !== null && value !== undefined && value !== "")
    .map(({ code, value }) => ({
      code,
      type: customFields.find((known) => known.code === code)?.type,
      value,
    }));
  return [...kept, ...added];
}
