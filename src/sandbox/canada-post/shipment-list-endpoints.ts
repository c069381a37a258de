import { sameNumber } from "./accounts.ts";
import { compactDate, easternTime } from "./eastern-time.ts";
import type { Answer, Call, Endpoint } from "./endpoint.ts";
import { Links, link, SHIPMENT_MEDIA } from "./links.ts";
import { notFound, refuse } from "./messages.ts";
import { shipmentReply } from "./replies.ts";
import { groupHref, shipmentInfo } from "./shipment-answers.ts";
import type { Shipment } from "./shipments.ts";
import { isListed } from "./shipments.ts";
import type { World } from "./world.ts";

const DEFAULT_LIMIT = 100;
const LARGEST_LIMIT = 99_999;
const SELECTORS = ["requestId", "trackingPIN", "groupId", "manifestId", "noManifest"] as const;

/** Get Shipments in all its forms, and Get Groups. */
export function shipmentListEndpoints(world: World): Endpoint[] {
  return [
    {
      operation: "GetShipments",
      method: "GET",
      path: "/rs/:customer/:mobo/shipment",
      group: "C",
      mediaType: SHIPMENT_MEDIA,
      handle: (call) => listShipments(world, call),
    },
    {
      operation: "GetGroups",
      method: "GET",
      path: "/rs/:customer/:mobo/group",
      group: "C",
      mediaType: SHIPMENT_MEDIA,
      handle: (call) => listGroups(world, call),
    },
  ];
}

/** The customer's shipments that look-ups can see by now, oldest first. */
function visibleShipments(world: World, call: Call): Shipment[] {
  return world.shipments.all().filter(listedFor(world, call));
}

function listShipments(world: World, call: Call): Answer {
  const query = call.url.searchParams;
  const given = SELECTORS.filter((name) => query.has(name));
  const [selector] = given;
  if (selector === undefined || given.length > 1) {
    return refuse(400, "9134", `Exactly one of ${SELECTORS.join(", ")} is required.`);
  }
  const found = select(world, { call, selector });
  if (selector === "requestId" && found.length === 0) {
    const { unknownRequestId } = world.switches;
    if (unknownRequestId === "404") throw notFound();
    if (unknownRequestId === "202") return { ...shipmentsAnswer(world, { call, found: [] }), status: 202 };
  }
  return shipmentsAnswer(world, { call, found });
}

function select(
  world: World,
  { call, selector }: { call: Call; selector: (typeof SELECTORS)[number] },
): Shipment[] {
  const query = call.url.searchParams;
  const value = query.get(selector) ?? "";
  if (selector === "requestId") return byRequestId(world, { call, requestId: value });
  const visible = visibleShipments(world, call);
  if (selector === "trackingPIN") return visible.filter((shipment) => shipment.pin === value);
  if (selector === "manifestId") return visible.filter((shipment) => shipment.manifestId === value);
  if (selector === "groupId")
    return visible.filter((shipment) => isWaiting(shipment) && shipment.groupId === value);
  return withoutManifest(world, { query, visible });
}

function byRequestId(world: World, { call, requestId }: { call: Call; requestId: string }): Shipment[] {
  const shipment = world.shipments.byRequestId(call.account.customer, requestId);
  return shipment && listedFor(world, call)(shipment) ? [shipment] : [];
}

function listedFor(world: World, call: Call): (shipment: Shipment) => boolean {
  const reader = { customer: call.account.customer, now: world.clock.now() };
  const mobo = call.params.mobo ?? "";
  return (shipment) =>
    shipment.kind === "contract" && isListed(shipment, reader) && sameNumber(shipment.mobo, mobo);
}

/** Transmitted at once, newest first, of one day or from it on. */
function withoutManifest(
  world: World,
  { query, visible }: { query: URLSearchParams; visible: Shipment[] },
): Shipment[] {
  const day = query.has("date") ? compactDate(query.get("date") ?? "") : easternTime(world.clock.now()).date;
  if (day === null) return refuse(400, "9105", "The date must have the format YYYYMMDD.");
  const limit = Number(query.get("limit") ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_LIMIT) {
    return refuse(400, "9116", `The limit must be between 1 and ${LARGEST_LIMIT}.`);
  }
  const matches = (created: string) =>
    world.switches.noManifestDate === "on" ? created === day : created >= day;
  return visible
    .filter(({ groupId, createdAt }) => groupId === null && matches(easternTime(createdAt).date))
    .reverse()
    .slice(0, limit);
}

function shipmentsAnswer(world: World, { call, found }: { call: Call; found: readonly Shipment[] }): Answer {
  const links = new Links(world, call);
  const full =
    world.switches.provideShipmentInfo === "honoured" &&
    call.url.searchParams.get("provideShipmentInfo") === "true";
  const content = full
    ? { "shipment-info": found.map((shipment) => shipmentInfo(shipment, { world, call })) }
    : {
        link: found.map((shipment) =>
          link({ rel: "shipment", href: links.shipment(shipment), mediaType: SHIPMENT_MEDIA }),
        ),
      };
  return shipmentReply("shipments", content);
}

/** The groups that hold untransmitted shipments. */
function listGroups(world: World, call: Call): Answer {
  const folder = new Links(world, call).customer(call.account.customer, call.params.mobo);
  const waiting = visibleShipments(world, call).filter(isWaiting);
  const groups = new Set(waiting.map(({ groupId }) => groupId ?? ""));
  const group = [...groups].map((groupId) => ({
    "group-id": groupId,
    link: link({ rel: "group", href: groupHref(folder, groupId), mediaType: SHIPMENT_MEDIA }),
  }));
  return shipmentReply("groups", { group });
}

function isWaiting({ status, groupId }: Shipment): boolean {
  return status === "created" && groupId !== null;
}
