const KEY_AND_COLON = /^(\s*"(?:[^"\\]|\\.)*"):/gm;

/** Printed as Mirakl prints: indented, with a blank on both sides of the colon. */
export function prettyJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(KEY_AND_COLON, "$1 :");
}

export function jsonResponse(text: string, init: { status?: number; headers?: Record<string, string> } = {}) {
  return new Response(text, {
    status: init.status ?? 200,
    headers: { "content-type": "application/json;charset=UTF-8", ...init.headers },
  });
}

/** UTC, and without milliseconds when they are zero: one answer mixes `…:31Z` and `…:31.652Z`. */
export function miraklDate(at: Date | number): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}
