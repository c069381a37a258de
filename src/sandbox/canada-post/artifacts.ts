import type { CarrierIds } from "./carrier-ids.ts";
import { LINK_LIFE_MS } from "./shipments.ts";

/** A document that can be fetched: a label or a manifest. */
export interface Artifact {
  readonly id: string;
  /** The API key that made it: only that key may read it, and it stands in the path. */
  readonly owner: string;
  readonly mediaType: "application/pdf" | "application/zpl";
  readonly createdAt: Date;
  /** Made anew at each download, always with the same bytes. */
  render(): Promise<Uint8Array<ArrayBuffer>>;
  /** False when what it belongs to was voided. */
  isAvailable(): boolean;
  onDownload(): void;
  attempts: number;
}

export class Artifacts {
  readonly #ids: CarrierIds;
  readonly #byId = new Map<string, Artifact>();

  constructor(ids: CarrierIds) {
    this.#ids = ids;
  }

  newId(): string {
    return this.#ids.artifactId();
  }

  add(artifact: Omit<Artifact, "attempts">): void {
    this.#byId.set(artifact.id, { ...artifact, attempts: 0 });
  }

  /** For its own key, within 90 days, and while it has not been voided. */
  find({ id, owner, now }: { id: string; owner: string; now: Date }): Artifact | undefined {
    const artifact = this.#byId.get(id);
    const readable =
      artifact?.owner === owner &&
      artifact.isAvailable() &&
      now.getTime() - artifact.createdAt.getTime() < LINK_LIFE_MS;
    return readable ? artifact : undefined;
  }

  mediaTypeOf(id: string | undefined): Artifact["mediaType"] {
    return this.#byId.get(id ?? "")?.mediaType ?? "application/pdf";
  }
}
