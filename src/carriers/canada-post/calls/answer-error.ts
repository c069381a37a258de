import { OpsError } from "../../../domain/errors.ts";
import type { HttpAnswer } from "../../../platform/http/http-request.ts";
import { parseXml, type XmlElement } from "../../../platform/xml.ts";
import { decodeMessages } from "../codec.ts";
import {
  CARRIER_CODES,
  CLASS_ORDER,
  type CodeClass,
  ERROR_OF_CLASS,
  SCHEMA_TEXT,
  THROTTLE_TEXT,
  THROTTLE_WINDOW_MS,
} from "../error-codes.ts";
import type { CarrierMessage } from "./shipment-answer.ts";

/** An answer of the carrier with its body read. */
interface Reading {
  status: number;
  /** Null when the body is not one XML document. */
  root: XmlElement | null;
  /** Null when the body is not a list of messages; an empty list occurs. */
  messages: CarrierMessage[] | null;
  isHtml: boolean;
  saysHowLongToWait: boolean;
  facts: Record<string, unknown>;
}

function read(answer: HttpAnswer): Reading {
  const text = answer.text();
  const root = parseXml(text);
  const messages = decodeMessages(root);
  return {
    status: answer.status,
    root,
    messages,
    isHtml: /^\s*<(!doctype html|html)\b/i.test(text),
    saysHowLongToWait: answer.headers.has("retry-after"),
    facts: { status: answer.status, messages: messages ?? [] },
  };
}

/** Reads one kind of answer out of a document; null when the document is something else. */
export type Decode<T> = (root: XmlElement) => T | null;

export interface Wanted<T> {
  decode: Decode<T>;
  /** Whether it has to exist. `maybe`: 404, 202 and an empty `messages` are answers as good as any. */
  presence: "must" | "maybe";
}

/** What a successful answer says; null when it says something else or nothing. */
export const decodeAnswer = <T>(answer: HttpAnswer, decode: Decode<T>): T | null =>
  decoded(read(answer), decode);

/** The error that an answer to a purchase stands for; null when it is the purchase. */
export function purchaseError<T>(answer: HttpAnswer, decode: Decode<T>): OpsError | null {
  const reading = read(answer);
  if (decoded(reading, decode) !== null) return null;
  return definiteError(reading) ?? inDoubt(reading);
}

/** The error that an answer stands for where nothing was to be made; null when it says what was asked. */
export function answerError<T>(answer: HttpAnswer, decode: Decode<T>): OpsError | null {
  const reading = read(answer);
  if (decoded(reading, decode) !== null) return null;
  const error = definiteError(reading);
  return error && error.kind !== "in_doubt" ? error : troubled(reading);
}

/**
 * The error that an answer about a purchase stands for; null when it can be used. The carrier's no to such a question
 * says nothing about the purchase, so it is trouble and never a rejection.
 */
export function readError<T>(answer: HttpAnswer, { decode, presence }: Wanted<T>): OpsError | null {
  const reading = read(answer);
  if (presence === "maybe" && decoded(reading, decode) === null && isAbsent(reading)) return null;
  const error = answerError(answer, decode);
  return error?.kind === "rejected" ? troubled(reading) : error;
}

const isSuccess = (status: number) => status >= 200 && status < 300;

const decoded = <T>({ status, root }: Reading, decode: Decode<T>): T | null =>
  isSuccess(status) && root ? decode(root) : null;

/** Not there, or not there yet. A page in place of an answer says nothing about shipments. */
function isAbsent({ status, messages, isHtml }: Reading): boolean {
  if (isHtml) return false;
  if (strongestClass(messages ?? []) === "absent") return true;
  return status === 404 || status === 202 || status === 204 || (isSuccess(status) && messages?.length === 0);
}

/** The carrier has understood and said no; null when that is not certain. The body counts before the status. */
function definiteError(reading: Reading): OpsError | null {
  const { status, facts } = reading;
  const messages = reading.messages ?? [];
  const words = describe(messages);
  if (status === 429 || messages.some((message) => THROTTLE_TEXT.test(message.description))) {
    return new OpsError("throttled", "Canada Post takes no more requests for now.", {
      facts,
      ...(reading.saysHowLongToWait ? {} : { retryAfterMs: THROTTLE_WINDOW_MS }),
    });
  }
  const strongest = strongestClass(messages);
  if (strongest === "duplicate") {
    return new OpsError("answer_lost", "Canada Post has had a shipment with this request id before.", {
      facts: { ...facts, duplicate: true },
    });
  }
  if (strongest === "uncertain" || strongest === "absent") return null;
  if (strongest !== null) {
    return new OpsError(ERROR_OF_CLASS[strongest], `Canada Post refused: ${words}.`, { facts });
  }
  const isClientError = status >= 400 && status < 500 && status !== 408;
  if (messages.some(({ description }) => SCHEMA_TEXT.test(description)) || (isClientError && words !== "")) {
    return new OpsError("carrier_rejected", `Canada Post refused: ${words}.`, { facts });
  }
  return refusedByStatus(reading);
}

/** A status that says no by itself, whatever comes with it. */
function refusedByStatus({ status, isHtml, facts }: Reading): OpsError | null {
  const told = `Canada Post answered ${status}`;
  if (status === 401)
    return new OpsError("credentials_rejected", `${told}: user or password is wrong.`, { facts });
  if (isHtml) return null;
  if (status === 403)
    return new OpsError("operation_forbidden", `${told}: the key may not do this.`, { facts });
  if ((status >= 300 && status < 400) || [404, 405, 406, 410, 415].includes(status)) {
    return new OpsError(
      "bad_settings",
      `${told}: nothing is served at this address. Check base_url, customer_number and mailed_on_behalf_of of the carrier account.`,
      { facts },
    );
  }
  return null;
}

function strongestClass(messages: CarrierMessage[]): CodeClass | null {
  const classes = messages.map(({ code }) => CARRIER_CODES[code]?.class);
  return CLASS_ORDER.find((each) => classes.includes(each)) ?? null;
}

function inDoubt({ status, messages, facts }: Reading): OpsError {
  const words = describe(messages ?? []) || "no answer that could be understood";
  return new OpsError("answer_lost", `Canada Post answered ${status}: ${words}. The shipment may exist.`, {
    facts,
  });
}

function troubled({ status, isHtml, messages, facts }: Reading): OpsError {
  if (isHtml)
    return new OpsError("edge_answer", `A page came with status ${status} in place of data.`, { facts });
  const words = describe(messages ?? []);
  if (status >= 500 || words !== "") {
    return new OpsError("service_error", `Canada Post answered ${status}: ${words || "no reason given"}.`, {
      facts,
    });
  }
  return new OpsError("malformed_answer", `The answer with status ${status} could not be read.`, { facts });
}

/** `2695 Contact phone…; 1151 Customs description…`: every message, as the carrier worded it. */
function describe(messages: CarrierMessage[]): string {
  return messages
    .map(({ code, description }) =>
      [code, description || CARRIER_CODES[code]?.meaning].filter(Boolean).join(" "),
    )
    .filter(Boolean)
    .join("; ");
}
