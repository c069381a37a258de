import { OpsError } from "../../../domain/errors.ts";
import type { CanadaPostSettings } from "../../../platform/config/config.ts";
import { turnWith } from "../../../platform/http/http-request.ts";
import type { PreparedShipment } from "../../carrier.ts";
import { decodeGroups, decodeShipmentDetails, decodeShipmentInfo, decodeShipmentList } from "../codec.ts";
import { regionOfService } from "../services.ts";
import type { Transport } from "../transport.ts";
import { decodeAnswer, purchaseError } from "./answer-error.ts";
import { type Artifact, artifactError, artifactOf } from "./artifact.ts";
import { ask } from "./ask.ts";
import { endpointsOf } from "./endpoints.ts";
import type { ShipmentDetails, ShipmentInfo, ShipmentList } from "./shipment-answer.ts";

/**
 * What Canada Post can be asked about shipments, in its own terms: the wire format and HTTP are underneath. `orderId`
 * is for the audit, null where it is about no single order; null answers are for what is not there, or not yet.
 */
export interface Operations {
  /** Waits until a shipment may be made. */
  reserve(): Promise<ShipmentTurn>;
  /** Get Shipments. */
  findShipments(query: Record<string, string>, orderId: string | null): Promise<ShipmentList | null>;
  /** Get Groups: ids of those that hold untransmitted shipments; none without a contract. */
  listGroups(): Promise<string[]>;
  /** Get Shipment: its present links. */
  getShipment(link: string, orderId: string | null): Promise<ShipmentInfo | null>;
  /** Get Shipment Details: what was asked for when it was made. */
  getDetails(link: string, orderId: string | null): Promise<ShipmentDetails | null>;
  /** Get Artifact: the label. */
  getArtifact(artifact: { link: string; mediaType: string }, orderId: string): Promise<Artifact>;
  /** The address of a shipment whose own link is not at hand. */
  shipmentLink(shipmentId: string): string;
}

interface ShipmentTurn extends AsyncDisposable {
  /** Create Shipment, sent once. @throws `answer_lost` unless it is certain that nothing was made. */
  createShipment(shipment: PreparedShipment, orderId: string): Promise<ShipmentInfo>;
}

export function createOperations(settings: CanadaPostSettings, transport: Transport): Operations {
  const { shipments, groups, mediaType, searchGroup } = endpointsOf(settings);
  const common = { group: "A", mediaType } as const;

  return {
    async reserve() {
      const turn = await transport.reserve(common.group);
      return turnWith(turn, {
        async createShipment(shipment: PreparedShipment, relatedId: string) {
          const answer = await turn.send({
            ...common,
            endpoint: "CreateShipment",
            relatedId,
            target: { path: shipments },
            body: shipment.body,
            headers: dutyHeaders(settings, shipment.serviceCode),
            classify: (answer) => purchaseError(answer, decodeShipmentInfo),
          });
          const info = decodeAnswer(answer, decodeShipmentInfo);
          if (info === null) throw new OpsError("answer_lost", "The answer to a purchase could not be read.");
          return info;
        },
      });
    },
    findShipments: (query, relatedId) =>
      ask({
        transport,
        question: {
          endpoint: "GetShipments",
          relatedId,
          group: searchGroup,
          mediaType,
          target: { path: `${shipments}?${new URLSearchParams(query)}` },
        },
        decode: decodeShipmentList,
      }),
    async listGroups() {
      if (groups === null) return [];
      const question = { endpoint: "GetGroups", relatedId: null, group: searchGroup, mediaType };
      const asking = { transport, question: { ...question, target: { path: groups } }, decode: decodeGroups };
      return (await ask(asking)) ?? [];
    },
    getShipment: (link, relatedId) =>
      ask({
        transport,
        question: { ...common, endpoint: "GetShipment", relatedId, target: { link } },
        decode: decodeShipmentInfo,
      }),
    getDetails: (link, relatedId) =>
      ask({
        transport,
        // It tells where a customer lives, in the row of whoever's purchase is being looked for.
        question: {
          ...{ ...common, endpoint: "GetShipmentDetails", relatedId, target: { link } },
          auditAnswer: false,
        },
        decode: decodeShipmentDetails,
      }),
    async getArtifact({ link, mediaType }, relatedId) {
      const call = { endpoint: "GetArtifact", relatedId, group: "A", target: { link }, mediaType } as const;
      try {
        return artifactOf(await transport.read({ ...call, classify: artifactError }));
      } catch (thrown) {
        if (!(thrown instanceof OpsError) || thrown.code !== "label_not_ready") throw thrown;
        return { state: "useless link", why: thrown.message };
      }
    },
    shipmentLink: (shipmentId) => transport.address(`${shipments}/${encodeURIComponent(shipmentId)}`),
  };
}

/** US duties are prepaid by a key that travels beside the body; a declaration of one's own travels in it. */
function dutyHeaders({ customs }: CanadaPostSettings, serviceCode: string): Record<string, string> {
  if (
    regionOfService(serviceCode) !== "usa" ||
    customs.zonosKey === null ||
    customs.usDeclarationId !== null
  ) {
    return {};
  }
  return { "X-CPC-Zonos-Key": customs.zonosKey.reveal() };
}
