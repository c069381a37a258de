import { toOpsError } from "../../../domain/errors.ts";
import type { Clock } from "../../../platform/clock.ts";
import type { CanadaPostSettings } from "../../../platform/config/config.ts";
import type { ProbeResult } from "../../carrier.ts";
import { decodeGroups, decodeShipmentList } from "../codec.ts";
import type { Transport } from "../transport.ts";
import type { Decode } from "./answer-error.ts";
import { askForAnswer, type Question } from "./ask.ts";
import { easternWindow } from "./eastern-time.ts";
import { endpointsOf } from "./endpoints.ts";

interface AccountCheck {
  settings: CanadaPostSettings;
  transport: Transport;
  clock: Clock;
}

/** Makes the cheapest call that needs valid credentials and their own customer number. */
export async function checkAccount({ settings, transport, clock }: AccountCheck): Promise<ProbeResult> {
  try {
    const answer = await askForAnswer({ transport, ...cheapestQuestion(settings, clock.now()) });
    const serverTime = Date.parse(answer.headers.get("date") ?? "");
    return {
      ok: true,
      detail: `Canada Post (${settings.environment}) accepts the credentials for customer ${settings.customerNumber}.`,
      hint: null,
      clockSkewMs: Number.isNaN(serverTime) ? null : serverTime - clock.now().getTime(),
    };
  } catch (thrown) {
    const error = toOpsError(thrown);
    if (error.kind === "bug") throw error;
    const hint =
      error.kind === "unavailable"
        ? `${error.hint} Check the network, and base_url of carriers.${settings.account} in the settings.`
        : error.hint;
    return { ok: false, detail: error.message, hint, clockSkewMs: null };
  }
}

/** Get Groups; without a contract, the shipments of this minute. */
function cheapestQuestion(
  settings: CanadaPostSettings,
  now: Date,
): { question: Question; decode: Decode<unknown> } {
  const { shipments, groups, mediaType, searchGroup } = endpointsOf(settings);
  const common = { relatedId: null, group: searchGroup, mediaType };
  if (groups === null) {
    const path = `${shipments}?${new URLSearchParams(easternWindow(now, now))}`;
    return {
      question: { ...common, endpoint: "GetShipments", target: { path } },
      decode: decodeShipmentList,
    };
  }
  return { question: { ...common, endpoint: "GetGroups", target: { path: groups } }, decode: decodeGroups };
}
