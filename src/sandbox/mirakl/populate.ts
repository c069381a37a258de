import { addConversations } from "./conversations.ts";
import type { MiraklService } from "./mirakl.ts";
import type { Order, OrdersFile } from "./order.ts";
import { shippingType } from "./reference-data.ts";
import { reopenOrder } from "./reopen-order.ts";
import type { Shop } from "./shop.ts";

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
    listTypeOf(shop, order);
  }
  const count = orders ?? (load.length > 0 ? 0 : INVENTED_ORDERS);
  const invented = states === "mixed" ? seeder.addMixed(count) : seeder.addNew(count);
  addConversations(shop, world, invented);
}

/** A marketplace lists the shipping types that its orders have; of one that is only known from an order, the shop ships it. */
function listTypeOf({ shippingTypes, settings }: Shop, order: Order): void {
  const { shipping_type_code: code, shipping_type_label, shipping_type_standard_code } = order;
  if (!code || shippingTypes.some((type) => type.code === code)) return;
  const named = {
    code,
    label: shipping_type_label ?? code,
    standard_code: shipping_type_standard_code ?? "",
  };
  shippingTypes.push(shippingType(settings, named));
}
