import { OpsError } from "../../../domain/errors.ts";
import type { HttpAnswer } from "../../../platform/http/http-request.ts";
import type { Label } from "../../carrier.ts";
import { readError } from "./answer-error.ts";

/** How far from its end a PDF may carry its end mark. */
const PDF_TAIL_BYTES = 1024;

/** Statuses under which a link is of no use, now or ever: a fresh one may be. */
const USELESS_LINK = [404, 406, 410];

export type Artifact = { state: "label"; label: Label } | { state: "pending" } | { state: "useless link" };

/** @throws `label_not_ready` when the bytes are neither a whole PDF nor ZPL. */
export function artifactOf({ status, bytes }: HttpAnswer): Artifact {
  if (status === 202) return { state: "pending" };
  if (USELESS_LINK.includes(status)) return { state: "useless link" };
  const extension = extensionOf(bytes);
  if (extension === null) throw notALabel(status, bytes);
  return { state: "label", label: { bytes, extension } };
}

/** The error that the answer to Get Artifact stands for; null when `artifactOf` can be asked. */
export function artifactError(answer: HttpAnswer): OpsError | null {
  const { status, bytes } = answer;
  if (status === 202 || USELESS_LINK.includes(status)) return null;
  if (status === 200 && extensionOf(bytes) !== null) return null;
  if (status === 200 && !startsWith(bytes, "<")) return notALabel(status, bytes);
  const error = readError(answer, { decode: () => null, presence: "must" });
  return error?.code === "malformed_answer" ? notALabel(status, bytes) : error;
}

function extensionOf(bytes: Uint8Array): Label["extension"] | null {
  if (startsWith(bytes, "^XA")) return "zpl";
  const tail = Buffer.from(bytes.subarray(-PDF_TAIL_BYTES));
  return startsWith(bytes, "%PDF-") && tail.includes("%%EOF") ? "pdf" : null;
}

const startsWith = (bytes: Uint8Array, mark: string) =>
  Buffer.from(bytes.subarray(0, mark.length)).toString("latin1") === mark;

function notALabel(status: number, bytes: Uint8Array): OpsError {
  const beginning = Buffer.from(bytes.subarray(0, 16)).toString("latin1");
  return new OpsError(
    "label_not_ready",
    `Canada Post answered ${status} with ${bytes.length} bytes that are no whole label; they begin with ${JSON.stringify(beginning)}.`,
    { facts: { status, bytes: bytes.length, beginning } },
  );
}
