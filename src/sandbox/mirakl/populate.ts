import { addConversations } from "./conversations.ts";
import type { MiraklService } from "./mirakl.ts";
import type { OrdersFile } from "./order.ts";
import { reopenOrder } from "./reopen-order.ts";

const INVENTED_ORDERS = 25;

interface Population {
  orders?: number | undefined;
  states: "new" | "mixed";
  load: readonly OrdersFile[];
  reopen: boolean;
}

/** Fills a shop: what is loaded, then what is invented, then what customers write about the latter. */
export function populate(
  { shop, seeder, world }: MiraklService,
  { orders, states, load, reopen }: Population,
): void {
  for (const order of load.flatMap((file) => file.orders)) {
    if (reopen) shop.book.add(reopenOrder(order, shop.clock.now()));
    else shop.book.add(order, { due: null });
  }
  const count = orders ?? (load.length > 0 ? 0 : INVENTED_ORDERS);
  const invented = states === "mixed" ? seeder.addMixed(count) : seeder.addNew(count);
  addConversations(shop, world, invented);
}
