import type { World } from "../world/world.ts";
import { pdfAttachment, photoAttachment } from "./attachments.ts";
import type { Order } from "./order.ts";
import { participantsOf } from "./post-message.ts";
import type { Shop } from "./shop.ts";
import type { Attachment, Message, Participant, Thread, Topic } from "./thread-book.ts";

const SHARE_OF_ORDERS = 0.08;
const ORDERS_FOR_LONG_THREAD = 50;
const LONG_THREAD_MESSAGES = 150;
const LONGEST_PAUSE_MS = 10 * 3_600_000;

interface Script {
  topic: Topic;
  /** Turns, the customer first; `photo` hangs a picture on it. */
  turns: { body: string; photo?: true }[];
}

const WHERE: Topic = { type: "REASON_CODE", value: "27" };

const ENGLISH: Script[] = [
  { topic: WHERE, turns: [{ body: "Hello,<br />where is my parcel?" }] },
  {
    topic: WHERE,
    turns: [
      { body: "Hi, can you tell me when this ships?" },
      { body: "Hello, it leaves our warehouse tomorrow." },
      { body: "Thank you!" },
    ],
  },
  {
    topic: { type: "FREE_TEXT", value: "Wrong item received" },
    turns: [
      { body: "<p>The cable in the box is not the one I ordered.</p><p>See the photo.</p>", photo: true },
    ],
  },
  {
    topic: { type: "FREE_TEXT", value: "Invoice" },
    turns: [
      { body: "Could I get an invoice with HST on it, please?" },
      { body: "Of course, it is attached." },
    ],
  },
];

const FRENCH: Script[] = [
  { topic: WHERE, turns: [{ body: "Bonjour,<br />où est rendu mon colis? J'attends depuis une semaine." }] },
  {
    topic: { type: "FREE_TEXT", value: "Changement d'adresse" },
    turns: [{ body: "Bonjour, j'ai déménagé. Pouvez-vous envoyer ma commande à ma nouvelle adresse?" }],
  },
  {
    topic: { type: "REASON_CODE", value: "26" },
    turns: [
      { body: "Est-ce que le chargeur fonctionne avec une tablette?" },
      { body: "Bonjour, oui, avec toutes les tablettes USB-C." },
      { body: "Merci beaucoup, bonne journée à vous!" },
    ],
  },
];

/** A few customers write about their orders, the operator writes to the shop, and one thread never ends. */
export function addConversations(shop: Shop, world: World, orders: readonly Order[]): void {
  if (orders.length === 0) return;
  const about = world.chance.helpers.arrayElements(orders, Math.ceil(orders.length * SHARE_OF_ORDERS));
  for (const order of about) {
    const scripts = order.customer.locale === "fr_CA" ? FRENCH : ENGLISH;
    addThread(shop, world, { order, script: world.chance.helpers.arrayElement(scripts) });
  }
  shop.threads.add(operatorThread(shop, world));
  const oldest = orders[0];
  if (oldest && orders.length >= ORDERS_FOR_LONG_THREAD)
    addThread(shop, world, { order: oldest, script: endless() });
}

function endless(): Script {
  const turns = Array.from({ length: LONG_THREAD_MESSAGES }, (_, index) => ({
    body: index % 2 === 0 ? `Any news? (${index / 2 + 1})` : "We are still looking into it.",
  }));
  return { topic: WHERE, turns };
}

/** The turns spread over the time since the order was placed. */
function addThread(shop: Shop, world: World, { order, script }: { order: Order; script: Script }): void {
  const participants = participantsOf(shop, order.customer);
  const createdMs = Date.parse(order.created_date);
  const nowMs = shop.clock.now().getTime();
  const stepMs = Math.min((nowMs - createdMs) / (script.turns.length + 1), LONGEST_PAUSE_MS);
  const messages = script.turns.map(({ body, photo }, index) =>
    message(world, {
      body,
      participants,
      from: index % 2 === 0 ? ("CUSTOMER" as const) : ("SHOP" as const),
      atMs: Math.floor(createdMs + stepMs * (index + 1)),
      attachments: attachmentsFor(world, { photo, invoice: body.includes("attached") }),
    }),
  );
  const entity = { type: "MMP_ORDER", id: order.order_id };
  shop.threads.add({ id: world.chance.string.uuid(), topic: script.topic, entity, participants, messages });
  order.has_customer_message = true;
}

function attachmentsFor(world: World, { photo, invoice }: { photo?: true; invoice: boolean }): Attachment[] {
  const id = world.chance.string.uuid();
  if (photo) return [photoAttachment(id)];
  return invoice ? [pdfAttachment(id)] : [];
}

function operatorThread(shop: Shop, world: World): Thread {
  const participants = participantsOf(shop, { customer_id: "" }).filter(({ type }) => type !== "CUSTOMER");
  const atMs = shop.clock.now().getTime() - 86_400_000;
  const body = "Please review the updated shipping policy before the holidays.";
  return {
    id: world.chance.string.uuid(),
    topic: { type: "FREE_TEXT", value: "Shipping policy" },
    entity: { type: "SELLER_OPERATOR", id: String(shop.settings.shopId) },
    participants,
    messages: [message(world, { body, participants, from: "OPERATOR", atMs, attachments: [] })],
  };
}

interface Said {
  body: string;
  from: Participant["type"];
  participants: Participant[];
  atMs: number;
  attachments: Attachment[];
}

function message(world: World, { body, from, participants, atMs, attachments }: Said): Message {
  const others = from === "SHOP" ? "CUSTOMER" : "SHOP";
  return {
    id: world.chance.string.uuid(),
    body,
    atMs,
    from,
    attachments,
    author: participants.find(({ type }) => type === from)?.display_name ?? "",
    to: participants.filter(({ type }) => type === others),
    visibleFromMs: 0,
    throughApi: false,
  };
}

/** What a customer says on an order now: in their newest thread, or in a new one. */
export function customerWrites(
  shop: Shop,
  world: World,
  { order, body }: { order: Order; body: string },
): Thread {
  const participants = participantsOf(shop, order.customer);
  const atMs = shop.clock.now().getTime();
  const said = message(world, { body, participants, from: "CUSTOMER", atMs, attachments: [] });
  const known = shop.threads.of(order.order_id).at(-1);
  if (known) {
    known.messages.push(said);
    return known;
  }
  const entity = { type: "MMP_ORDER", id: order.order_id };
  const thread = { id: world.chance.string.uuid(), topic: WHERE, entity, participants, messages: [said] };
  shop.threads.add(thread);
  return thread;
}
