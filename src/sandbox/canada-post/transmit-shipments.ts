import { sameNumber } from "./accounts.ts";
import { checkPayment, checkShippingPoint } from "./check-contract.ts";
import { countryOf } from "./delivery.ts";
import { easternTime } from "./eastern-time.ts";
import type { Call } from "./endpoint.ts";
import { documentOf } from "./endpoint.ts";
import { manifestPdf } from "./manifest-pdf.ts";
import type { Manifest } from "./manifests.ts";
import type { Message } from "./messages.ts";
import { broken, Refusal } from "./messages.ts";
import type { TransmitDocument } from "./schema-manifest.ts";
import { transmitRequest } from "./schema-manifest.ts";
import type { Shipment } from "./shipments.ts";
import type { World } from "./world.ts";

const MOST_GROUPS = 50;
const MOST_SHIPMENTS = 10_000;

/** Transmit Shipments: what waits in the groups goes onto manifests and is charged. */
export function transmitShipments(world: World, call: Call): Manifest[] {
  const document = documentOf(call, transmitRequest);
  const groups = document["group-ids"].map((groupId) => groupShipments(world, { call, groupId }));
  const excluded = new Set(document["excluded-shipments"]);
  const waiting = groups.flatMap(({ waiting }) => waiting).filter(({ id }) => !excluded.has(id));
  const problems = [
    ...checkShippingPoint(document),
    ...checkPayment(call.account, document["method-of-payment"]),
    ...checkVolume(document, { groups, waiting }),
  ];
  if (problems.length > 0) throw new Refusal(400, problems);
  return [...partition(waiting).values()].map((shipments) =>
    makeManifest(world, { call, document, shipments }),
  );
}

interface Group {
  groupId: string;
  known: boolean;
  waiting: Shipment[];
}

function groupShipments(world: World, { call, groupId }: { call: Call; groupId: string }): Group {
  const own = world.shipments
    .all()
    .filter(
      (shipment) =>
        shipment.groupId === groupId &&
        sameNumber(shipment.account.customer, call.account.customer) &&
        sameNumber(shipment.mobo, call.params.mobo ?? ""),
    );
  const waiting = own.filter(({ status, state }) => status === "created" && state === "live");
  return { groupId, known: own.length > 0, waiting };
}

function checkVolume(
  document: TransmitDocument,
  { groups, waiting }: { groups: readonly Group[]; waiting: readonly Shipment[] },
): Message[] {
  const names = document["group-ids"];
  const each = groups.flatMap(({ groupId, known, waiting: inGroup }) =>
    broken([
      [!known, "9118", `Group ${groupId} is not found.`],
      [known && inGroup.length === 0, "9122", `Group ${groupId} is empty.`],
      [
        inGroup.length > MOST_SHIPMENTS,
        "9110",
        `Group ${groupId} has more than ${MOST_SHIPMENTS} shipments.`,
      ],
    ]),
  );
  return [
    ...each,
    ...broken([
      [new Set(names).size < names.length, "9119", "A group stands more than once."],
      [names.length > MOST_GROUPS, "9109", `More than ${MOST_GROUPS} groups.`],
      [waiting.length > MOST_SHIPMENTS, "9108", `More than ${MOST_SHIPMENTS} shipments.`],
      [each.length === 0 && waiting.length === 0, "9122", "All shipments are excluded."],
    ]),
  ];
}

/** Separate manifests per payer, contract, and domestic or not. */
function partition(shipments: readonly Shipment[]): Map<string, Shipment[]> {
  const parts = new Map<string, Shipment[]>();
  for (const shipment of shipments) {
    const { paidBy, contractId } = shipment.payment;
    const key = [paidBy, contractId, countryOf(shipment.delivery) === "CA"].join(" ");
    parts.set(key, [...(parts.get(key) ?? []), shipment]);
  }
  return parts;
}

function makeManifest(
  world: World,
  { call, document, shipments }: { call: Call; document: TransmitDocument; shipments: readonly Shipment[] },
): Manifest {
  const { clock, ids, artifacts, manifests, switches } = world;
  const manifest: Manifest = {
    id: ids.shipmentId(),
    account: call.account,
    mobo: call.params.mobo ?? call.account.customer,
    poNumber: ids.poNumber(),
    createdAt: clock.now(),
    document,
    shipments,
    artifact: artifacts.newId(),
    failed: switches.manifestFails,
    readings: 0,
  };
  manifests.add(manifest);
  if (manifest.failed) return manifest;
  for (const shipment of shipments) {
    Object.assign(shipment, { status: "transmitted", manifestId: manifest.id, poNumber: manifest.poNumber });
  }
  artifacts.add({
    id: manifest.artifact,
    owner: call.account.username,
    mediaType: "application/pdf",
    createdAt: manifest.createdAt,
    isAvailable: () => true,
    onDownload: () => undefined,
    render: () =>
      manifestPdf({
        poNumber: manifest.poNumber,
        date: easternTime(manifest.createdAt).date,
        company: document["manifest-address"]["manifest-company"],
        shipments,
      }),
  });
  return manifest;
}
