import type { Call } from "./endpoint.ts";
import type { Shipment } from "./shipments.ts";
import type { World } from "./world.ts";
import type { XmlNode } from "./xml.ts";

export const SHIPMENT_MEDIA = "application/vnd.cpc.shipment-v8+xml";
export const NON_CONTRACT_MEDIA = "application/vnd.cpc.ncshipment-v4+xml";
export const MANIFEST_MEDIA = "application/vnd.cpc.manifest-v8+xml";
export const RATING_MEDIA = "application/vnd.cpc.ship.rate-v4+xml";
export const TRACK_MEDIA = "application/vnd.cpc.track-v2+xml";

interface LinkParts {
  rel: string;
  href: string;
  mediaType: string;
  index?: number;
}

export function link({ rel, href, mediaType, index }: LinkParts): XmlNode {
  return {
    "@rel": rel,
    "@href": href,
    "@media-type": mediaType,
    ...(index !== undefined && { "@index": index }),
  };
}

/** Absolute addresses on the host that was asked, with customer numbers as the carrier writes them. */
export class Links {
  readonly #world: World;
  readonly #call: Call;

  constructor(world: World, call: Call) {
    this.#world = world;
    this.#call = call;
  }

  /** The folder of a customer's contract shipments, groups and manifests, or of its non-contract shipments. */
  customer(customer: string, mobo?: string): string {
    const platform = this.#call.params.customer?.split("-", 2)[1];
    const parts = [`${this.#number(customer)}${platform ? `-${platform}` : ""}`];
    if (mobo !== undefined) parts.push(this.#number(mobo));
    return `${this.#call.url.origin}/rs/${parts.join("/")}`;
  }

  shipment({ kind, account, mobo, id }: Pick<Shipment, "kind" | "account" | "mobo" | "id">): string {
    return kind === "contract"
      ? `${this.customer(account.customer, mobo)}/shipment/${id}`
      : `${this.customer(account.customer)}/ncshipment/${id}`;
  }

  artifact(owner: string, id: string): string {
    return `${this.#call.url.origin}/rs/artifact/${owner}/${id}/0`;
  }

  /** The `links` element, in an order that nobody should rely on when the switch says so. */
  list(entries: readonly LinkParts[], seed: string): XmlNode {
    const ordered = this.#world.switches.shuffleLinks ? shuffled(entries, seed) : entries;
    return { link: ordered.map(link) };
  }

  #number(customer: string): string {
    const short = customer.replace(/^0+(?=\d)/, "");
    return this.#world.switches.zeroPadLinks ? short.padStart(10, "0") : short;
  }
}

/** The same order for the same seed. */
function shuffled<T>(entries: readonly T[], seed: string): T[] {
  const rank = (index: number) => Bun.hash.crc32(`${seed} ${index}`);
  return entries
    .map((entry, index) => ({ entry, rank: rank(index) }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ entry }) => entry);
}
