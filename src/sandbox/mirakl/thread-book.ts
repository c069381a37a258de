import type { Clock } from "../../platform/clock.ts";

export interface Participant {
  type: "CUSTOMER" | "SHOP" | "OPERATOR";
  /** The operator has none. */
  id?: string;
  display_name: string;
}

export interface Attachment {
  id: string;
  name: string;
  bytes: Uint8Array;
}

export interface Message {
  id: string;
  body: string;
  atMs: number;
  from: Participant["type"];
  author: string;
  to: Participant[];
  attachments: Attachment[];
  /** Kept out of every answer until then, in epoch milliseconds. */
  visibleFromMs: number;
  throughApi: boolean;
}

export interface Topic {
  type: "FREE_TEXT" | "REASON_CODE";
  value: string;
}

export interface Thread {
  id: string;
  topic: Topic;
  /** `MMP_ORDER` with an order id, or `SELLER_OPERATOR` with the shop's. */
  entity: { type: string; id: string };
  participants: Participant[];
  messages: Message[];
}

/** All conversations of the shop. */
export class ThreadBook {
  readonly #clock: Clock;
  readonly #threads = new Map<string, Thread>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(thread: Thread): void {
    this.#threads.set(thread.id, thread);
  }

  everything(): Thread[] {
    return [...this.#threads.values()];
  }

  /** A thread as reads see it; without messages that are still hidden, and absent when all are. */
  get(id: string): Thread | null {
    const thread = this.#threads.get(id);
    return thread ? this.#visible(thread) : null;
  }

  visible(): Thread[] {
    return this.everything().flatMap((thread) => this.#visible(thread) ?? []);
  }

  of(orderId: string): Thread[] {
    return this.everything().filter(({ entity }) => entity.type === "MMP_ORDER" && entity.id === orderId);
  }

  /** Writes to the thread itself, hidden or not. */
  append(threadId: string, message: Message): void {
    this.#threads.get(threadId)?.messages.push(message);
  }

  rename(threadId: string, topic: Topic): void {
    const thread = this.#threads.get(threadId);
    if (thread) thread.topic = topic;
  }

  attachment(id: string): Attachment | null {
    const all = this.visible().flatMap(({ messages }) => messages.flatMap(({ attachments }) => attachments));
    return all.find((attachment) => attachment.id === id) ?? null;
  }

  #visible(thread: Thread): Thread | null {
    const nowMs = this.#clock.now().getTime();
    if (thread.messages.every(({ visibleFromMs }) => visibleFromMs <= nowMs)) return thread;
    const messages = thread.messages.filter(({ visibleFromMs }) => visibleFromMs <= nowMs);
    return messages.length > 0 ? { ...thread, messages } : null;
  }
}

/** When a thread last moved, in epoch milliseconds. */
export const updatedAt = (thread: Thread): number => Math.max(...thread.messages.map(({ atMs }) => atMs));
