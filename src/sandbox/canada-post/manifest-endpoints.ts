import { sameNumber } from "./accounts.ts";
import { compactDate, easternTime } from "./eastern-time.ts";
import type { Answer, Call, Endpoint } from "./endpoint.ts";
import { Links, link, MANIFEST_MEDIA, SHIPMENT_MEDIA } from "./links.ts";
import { manifestDetails } from "./manifest-details.ts";
import type { Manifest } from "./manifests.ts";
import { notFound, refuse } from "./messages.ts";
import type { OperationName } from "./operations.ts";
import { manifestReply } from "./replies.ts";
import { LINK_LIFE_MS } from "./shipments.ts";
import { transmitShipments } from "./transmit-shipments.ts";
import type { World } from "./world.ts";
import type { XmlNode } from "./xml.ts";

const FOLDER = "/rs/:customer/:mobo/manifest";

/** Transmit Shipments and what it makes. */
export function manifestEndpoints(world: World): Endpoint[] {
  const row = (operation: OperationName, rest: Pick<Endpoint, "method" | "path" | "handle">): Endpoint => ({
    operation,
    group: "C",
    mediaType: MANIFEST_MEDIA,
    ...rest,
  });
  return [
    row("TransmitShipments", {
      method: "POST",
      path: FOLDER,
      handle: (call) => manifestsAnswer(world, { call, manifests: transmitShipments(world, call) }),
    }),
    row("GetManifests", { method: "GET", path: FOLDER, handle: (call) => list(world, call) }),
    row("GetManifest", {
      method: "GET",
      path: `${FOLDER}/:id`,
      handle: (call) => manifestReply("manifest", manifestNode(readManifest(world, call), { world, call })),
    }),
    row("GetManifestDetails", {
      method: "GET",
      path: `${FOLDER}/:id/details`,
      handle: (call) => manifestReply("manifest-details", manifestDetails(readManifest(world, call))),
    }),
  ];
}

/** Made when it has been asked for often enough: until then 202 with 9153, or 412 with 9154 for good. */
function readManifest(world: World, call: Call): Manifest {
  const manifest = world.manifests.byId(call.params.id ?? "");
  if (!manifest || !isOwn(manifest, { world, call })) throw notFound();
  manifest.readings += 1;
  if (manifest.readings <= world.switches.manifestPendingTimes) {
    refuse(202, "9153", "The manifest is not ready yet; try again later.");
  }
  if (manifest.failed) refuse(412, "9154", "The transmission failed; check the default credit card.");
  return manifest;
}

function isOwn(
  { account, mobo, createdAt }: Manifest,
  { world, call }: { world: World; call: Call },
): boolean {
  return (
    sameNumber(account.customer, call.account.customer) &&
    sameNumber(mobo, call.params.mobo ?? "") &&
    world.clock.now().getTime() - createdAt.getTime() < LINK_LIFE_MS
  );
}

function manifestNode(
  { id, account, mobo, poNumber, artifact }: Manifest,
  { world, call }: { world: World; call: Call },
): XmlNode {
  const links = new Links(world, call);
  const folder = links.customer(account.customer, mobo);
  const self = `${folder}/manifest/${id}`;
  const entries = [
    { rel: "self", href: self, mediaType: MANIFEST_MEDIA },
    { rel: "details", href: `${self}/details`, mediaType: MANIFEST_MEDIA },
    { rel: "manifestShipments", href: `${folder}/shipment?manifestId=${id}`, mediaType: SHIPMENT_MEDIA },
    { rel: "artifact", href: links.artifact(account.username, artifact), mediaType: "application/pdf" },
  ];
  return { "po-number": poNumber, links: links.list(entries, id) };
}

/** Get Manifests: made on the days from `start` to `end`, Eastern time. */
function list(world: World, call: Call): Answer {
  const query = call.url.searchParams;
  const start = compactDate(query.get("start") ?? "");
  const end = query.has("end") ? compactDate(query.get("end") ?? "") : easternTime(world.clock.now()).date;
  if (start === null || end === null) return refuse(400, "9105", "Dates must have the format YYYYMMDD.");
  if (end < start) refuse(400, "9116", "The end of the range lies before its start.");
  const manifests = world.manifests.all().filter((manifest) => {
    const { date } = easternTime(manifest.createdAt);
    return isOwn(manifest, { world, call }) && start <= date && date <= end;
  });
  return manifestsAnswer(world, { call, manifests });
}

function manifestsAnswer(
  world: World,
  { call, manifests }: { call: Call; manifests: readonly Manifest[] },
): Answer {
  const folder = new Links(world, call).customer(call.account.customer, call.params.mobo);
  const entries = manifests.map(({ id }) =>
    link({ rel: "manifest", href: `${folder}/manifest/${id}`, mediaType: MANIFEST_MEDIA }),
  );
  return manifestReply("manifests", { link: entries });
}
