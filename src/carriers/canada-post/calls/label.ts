import { OpsError } from "../../../domain/errors.ts";
import type { PurchaseFacts } from "../../../domain/shipment.ts";
import type { Clock } from "../../../platform/clock.ts";
import type { Label } from "../../carrier.ts";
import type { Operations } from "./operations.ts";
import { linkNamed } from "./shipment-answer.ts";

/** Waits between the tries of one call while the carrier is still drawing the label; then it is due again later. */
const WAITS_MS = [1000, 2000, 4000];

interface LabelParts {
  operations: Operations;
  /** What a stored link leads to; a fresh link says so itself. */
  mediaType: string;
  clock: Clock;
}

interface LabelLink {
  link: string;
  mediaType: string;
}

/** Fetches labels that are paid for. Losing one is never a reason to buy again: whatever is amiss, it is tried later. */
export function createLabelFetcher({ operations, mediaType, clock }: LabelParts) {
  return async (facts: PurchaseFacts, orderId: string): Promise<Label> => {
    const label = facts.labelUrl && (await tryStored({ link: facts.labelUrl, mediaType }, orderId));
    if (label) return label;
    const fresh = await freshLink(facts, orderId);
    const again = fresh && (await poll(fresh, orderId));
    if (again) return again;
    throw notReady(facts, fresh ? "its link leads nowhere" : "the carrier does not show it");
  };

  /** Null when the stored link is of no use any more. */
  async function tryStored(stored: LabelLink, orderId: string): Promise<Label | null> {
    try {
      return await poll(stored, orderId);
    } catch (thrown) {
      if (thrown instanceof OpsError && thrown.code === "label_not_ready" && !thrown.facts.pending)
        return null;
      throw thrown;
    }
  }

  /** Null when the link is of no use. @throws `label_not_ready` when the carrier is still drawing. */
  async function poll(artifact: LabelLink, orderId: string): Promise<Label | null> {
    for (const waitMs of [...WAITS_MS, null]) {
      const result = await operations.getArtifact(artifact, orderId);
      if (result.state === "label") return result.label;
      if (result.state === "useless link") return null;
      if (waitMs !== null) await clock.sleep(waitMs);
    }
    throw new OpsError("label_not_ready", "Canada Post is still drawing the label.", {
      facts: { pending: true },
    });
  }

  async function freshLink(facts: PurchaseFacts, orderId: string): Promise<LabelLink | null> {
    const self = facts.links.self ?? operations.shipmentLink(facts.carrierShipmentId);
    const info = await operations.getShipment(self, orderId);
    const label = info && linkNamed(info.links, "label");
    return label && { link: label.href, mediaType: label.mediaType ?? mediaType };
  }
}

function notReady({ carrierShipmentId }: PurchaseFacts, why: string): OpsError {
  return new OpsError(
    "label_not_ready",
    `The label of shipment ${carrierShipmentId} cannot be had: ${why}.`,
    {
      facts: { carrierShipmentId },
    },
  );
}
