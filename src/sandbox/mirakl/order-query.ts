import { Refusal } from "./errors.ts";
import type { Order } from "./order.ts";
import { PAYMENT_WORKFLOWS } from "./settings.ts";

export interface OrderQuery {
  matches(order: Order): boolean;
  /** The orders asked for by id; null: any. */
  orderIds: string[] | null;
  max: number;
  offset: number;
  descending: boolean;
  taxMode: string | null;
}

export const ORDER_STATES = [
  ...["STAGING", "WAITING_ACCEPTANCE", "WAITING_DEBIT", "WAITING_DEBIT_PAYMENT", "SHIPPING", "SHIPPED"],
  ...["TO_COLLECT", "RECEIVED", "CLOSED", "REFUSED", "CANCELED"],
];

const MAX_LIST = 100;
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:?\d\d)$/;

/** Reads OR11's query string. @throws Refusal 400 on a value the published types do not allow */
export function parseOrderQuery(params: URLSearchParams, updateOverlapMs: number): OrderQuery {
  const read = reader(params);
  const tests = [...listTests(read), ...dateTests(read, updateOverlapMs), ...flagTests(read)];
  read.choice("sort", ["dateCreated"]);
  return {
    matches: (order) => tests.every((test) => test(order)),
    orderIds: read.list("order_ids"),
    max: read.integer("max", { default: 10, from: 1, to: MAX_LIST }),
    offset: read.integer("offset", { default: 0, from: 0, to: Number.MAX_SAFE_INTEGER }),
    descending: read.choice("order", ["asc", "desc"]) === "desc",
    taxMode: read.choice("order_tax_mode", ["TAX_INCLUDED", "TAX_EXCLUDED"]),
  };
}

type Reader = ReturnType<typeof reader>;
type OrderTest = (order: Order) => boolean;

function listTests(read: Reader): OrderTest[] {
  const tests: OrderTest[] = [];
  const among = (values: string[] | null, of: (order: Order) => string | null | undefined) => {
    const wanted = values && new Set(values);
    if (wanted) tests.push((order) => wanted.has(of(order) ?? ""));
  };
  among(read.list("order_state_codes", ORDER_STATES), (order) => order.order_state);
  among(
    read.list("order_references_for_customer"),
    (order) => order.references?.order_reference_for_customer,
  );
  among(read.list("order_references_for_seller"), (order) => order.references?.order_reference_for_seller);
  among(read.repeated("fulfillment_center_code"), (order) => order.fulfillment?.center.code);
  if (read.flag("only_null_channel")) tests.push((order) => !order.channel);
  else among(read.list("channel_codes"), (order) => order.channel?.code);
  const workflow = read.choice("payment_workflow", PAYMENT_WORKFLOWS);
  if (workflow) tests.push((order) => order.payment_workflow === workflow);
  return tests;
}

function dateTests(read: Reader, updateOverlapMs: number): OrderTest[] {
  const tests: OrderTest[] = [];
  const within = (from: number | null, to: number | null, of: (order: Order) => string) => {
    if (from !== null) tests.push((order) => Date.parse(of(order)) >= from);
    if (to !== null) tests.push((order) => Date.parse(of(order)) <= to);
  };
  const updatedFrom = read.date("start_update_date");
  const movedBack = updatedFrom === null ? null : updatedFrom - updateOverlapMs;
  within(movedBack, read.date("end_update_date"), (order) => order.last_updated_date);
  within(read.date("start_date"), read.date("end_date"), (order) => order.created_date);
  return tests;
}

function flagTests(read: Reader): OrderTest[] {
  const debited = read.flag("customer_debited");
  const incident = read.flag("has_incident");
  return [
    (order) => debited === null || Boolean(order.customer_debited_date) === debited,
    (order) => incident === null || order.has_incident === incident,
  ];
}

function reader(params: URLSearchParams) {
  const one = (name: string): string | null => params.get(name);
  return {
    list(name: string, allowed?: readonly string[]): string[] | null {
      const values = one(name)
        ?.split(",")
        .map((value) => value.trim());
      if (!values) return null;
      const stranger = allowed && values.find((value) => !allowed.includes(value));
      if (stranger !== undefined) throw badValue(name, stranger);
      return atMost(name, values);
    },
    repeated: (name: string) => (params.has(name) ? atMost(name, params.getAll(name)) : null),
    flag(name: string): boolean | null {
      return { true: true, false: false }[this.choice(name, ["true", "false"]) ?? ""] ?? null;
    },
    choice(name: string, allowed: readonly string[]): string | null {
      const value = one(name);
      if (value !== null && !allowed.includes(value)) throw badValue(name, value);
      return value;
    },
    date(name: string): number | null {
      const value = one(name);
      if (value === null) return null;
      const at = DATE.test(value) ? Date.parse(value) : Number.NaN;
      if (Number.isNaN(at)) throw badValue(name, value);
      return at;
    },
    integer(
      name: string,
      { default: fallback, from, to }: { default: number; from: number; to: number },
    ): number {
      const value = one(name);
      if (value === null) return fallback;
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < from || number > to) throw badValue(name, value);
      return number;
    },
  };
}

function atMost(name: string, values: string[]): string[] {
  if (values.length <= MAX_LIST) return values;
  throw new Refusal(400, `The limit of ${MAX_LIST} is exceeded for the parameter : ${name}`);
}

const badValue = (name: string, value: string): Refusal =>
  new Refusal(400, `The value '${value}' is not allowed for the parameter : ${name}`);
