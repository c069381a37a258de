import { OpsError } from "../../../domain/errors.ts";
import type { HttpAnswer } from "../../../platform/http/http-request.ts";
import type { Label } from "../../carrier.ts";
import { readError } from "./answer-error.ts";

/** How far from its end a PDF may carry its end mark. */
const PDF_TAIL_BYTES = 1024;

/** Statuses under which a link is of no use, now or ever: a fresh one may be. */
const USELESS_LINK = [404, 406, 410];

/** What came of asking for a label. */
export type Artifact =
  | { state: "label"; label: Label }
  | { state: "pending" }
  | { state: "useless link"; why: string };

/** Reads an answer that `artifactError` has let pass. */
export function artifactOf({ status, bytes }: HttpAnswer): Artifact {
  if (status === 202) return { state: "pending" };
  const extension = extensionOf(bytes);
  if (status === 200 && extension !== null) return { state: "label", label: { bytes, extension } };
  return { state: "useless link", why: `its link answers ${status}` };
}

/** The error that the answer to Get Artifact stands for: `label_not_ready` when its bytes are no whole label. */
export function artifactError(answer: HttpAnswer): OpsError | null {
  const { status, bytes } = answer;
  if (status === 202 || USELESS_LINK.includes(status)) return null;
  if (status === 200 && extensionOf(bytes) !== null) return null;
  if (status === 200 && !startsWith(bytes, "<")) return notALabel(bytes);
  const error = readError(answer, { decode: () => null, presence: "must" });
  return error?.code === "malformed_answer" ? notALabel(bytes) : error;
}

function extensionOf(bytes: Uint8Array): Label["extension"] | null {
  if (startsWith(bytes, "^XA")) return "zpl";
  const tail = Buffer.from(bytes.subarray(-PDF_TAIL_BYTES));
  return startsWith(bytes, "%PDF-") && tail.includes("%%EOF") ? "pdf" : null;
}

const startsWith = (bytes: Uint8Array, mark: string) =>
  Buffer.from(bytes.subarray(0, mark.length)).toString("latin1") === mark;

function notALabel(bytes: Uint8Array): OpsError {
  const beginning = Buffer.from(bytes.subarray(0, 16)).toString("latin1");
  return new OpsError(
    "label_not_ready",
    `its link brings ${bytes.length} bytes that are no whole label and begin with ${JSON.stringify(beginning)}`,
    { facts: { bytes: bytes.length, beginning } },
  );
}
