import { OpsError } from "../../../domain/errors.ts";
import { holdOrder } from "../../../workflows/hold-order.ts";
import type { CommandRun } from "../../command.ts";
import { momentText } from "../../output/time-text.ts";
import { readInstant } from "../../read-instant.ts";
import { changeOrders, type OrdersInput } from "./change-orders.ts";

interface HoldInput extends OrdersInput {
  until: string | undefined;
  note: string | undefined;
}

/** Keeps every workflow away from orders. */
export async function holdOrders(run: CommandRun<HoldInput>): Promise<number> {
  const { input, clock } = run;
  const now = clock.now();
  const until = readInstant(input.until, { name: "--until", now, direction: "ahead" }) ?? null;
  if (until !== null && until <= now)
    throw new OpsError("bad_argument", `--until ${input.until} is over: the hold would end at once.`, {
      hint: "Name a time that is still to come, such as --until 2d, or leave it out.",
    });
  const held = until === null ? "held until it is released" : `held until ${momentText(until, now)}`;
  return changeOrders(run, {
    label: "hold",
    change: async (ctx, orderId) => {
      const isNew = await holdOrder(ctx, { orderId, note: input.note ?? null, until });
      return isNew ? held : "was held by a person already; nothing changed";
    },
  });
}
