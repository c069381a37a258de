import { generateKeyPairSync, sign } from "node:crypto";

const SEQUENCE = 0x30;
const OID = 0x06;

/** One DER element. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const long = length > 0xff ? [0x82, length >> 8, length & 0xff] : [0x81, length];
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), content]);
}

const bytes = (...values: number[]) => Buffer.from(values);
const text = (value: string) => Buffer.from(value);

/** A certificate for `localhost`, signed by itself, made in memory. */
export function createCertificate(): { cert: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ecdsaWithSha256 = der(SEQUENCE, der(OID, bytes(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2)));
  const commonName = der(SEQUENCE, der(OID, bytes(0x55, 4, 3)), der(0x0c, text("localhost")));
  const name = der(SEQUENCE, der(0x31, commonName));
  const validity = der(SEQUENCE, der(0x17, text("200101000000Z")), der(0x17, text("491231235959Z")));
  const alternativeNames = der(SEQUENCE, der(0x82, text("localhost")));
  const extension = der(SEQUENCE, der(OID, bytes(0x55, 0x1d, 0x11)), der(0x04, alternativeNames));
  const body = der(
    SEQUENCE,
    der(0xa0, der(0x02, bytes(2))),
    der(0x02, bytes(1)),
    ecdsaWithSha256,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(SEQUENCE, extension)),
  );
  const signature = der(0x03, bytes(0), sign("sha256", body, privateKey));
  const lines =
    der(SEQUENCE, body, ecdsaWithSha256, signature)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
