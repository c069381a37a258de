import type { HttpAnswer } from "../../../platform/http/http-request.ts";
import type { Call, Transport } from "../transport.ts";
import { type Decode, decodeAnswer, readError, type Wanted } from "./answer-error.ts";

/** A call that changes nothing and can be repeated at will. */
export type Question = Omit<Call, "classify" | "body">;

interface Asking<T> {
  transport: Transport;
  question: Question;
  decode: Decode<T>;
}

/** What the answer says; null when there is nothing of what was asked for, or not yet. */
export async function ask<T>({ transport, question, decode }: Asking<T>): Promise<T | null> {
  return decodeAnswer(await send({ transport, question, decode, presence: "maybe" }), decode);
}

/** The answer itself. @throws also when there is nothing of what was asked for. */
export function askForAnswer<T>(asking: Asking<T>): Promise<HttpAnswer> {
  return send({ ...asking, presence: "must" });
}

function send<T>({ transport, question, decode, presence }: Asking<T> & Wanted<T>) {
  return transport.read({
    ...question,
    classify: (answer) => readError(answer, { decode, presence }),
  });
}
