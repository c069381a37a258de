import type { CanadaPostAccount } from "./accounts.ts";
import type { TransmitDocument } from "./schema-manifest.ts";
import type { Shipment } from "./shipments.ts";

/** The paper of one transmission, per payer, payment, contract and domestic or not. */
export interface Manifest {
  readonly id: string;
  readonly account: CanadaPostAccount;
  readonly mobo: string;
  readonly poNumber: string;
  readonly createdAt: Date;
  readonly document: TransmitDocument;
  readonly shipments: readonly Shipment[];
  readonly artifact: string;
  /** The transmission failed: its shipments stayed in their groups. */
  readonly failed: boolean;
  readings: number;
}

export class Manifests {
  readonly #byId = new Map<string, Manifest>();

  add(manifest: Manifest): void {
    this.#byId.set(manifest.id, manifest);
  }

  byId(id: string): Manifest | undefined {
    return this.#byId.get(id);
  }

  all(): Manifest[] {
    return [...this.#byId.values()];
  }
}
