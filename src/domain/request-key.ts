/** Which purchase this is: the same for every attempt at it, another one after a definite no or an ended label. */
export interface PurchaseIdentity {
  connection: string;
  orderId: string;
  parcelNo: number;
  generation: number;
}

const LENGTH = 32;

/** Our reference for a purchase: 32 hexadecimal digits, short enough for every carrier (Canada Post takes 35). */
export function requestKey({ connection, orderId, parcelNo, generation }: PurchaseIdentity): string {
  const identity = JSON.stringify([connection, orderId, parcelNo, generation]);
  return new Bun.CryptoHasher("sha256").update(identity).digest("hex").slice(0, LENGTH);
}
