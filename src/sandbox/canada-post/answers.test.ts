import { expect, test } from "bun:test";
import {
  Caller,
  CONTRACT_PATH,
  MANIFEST,
  MANIFEST_PATH,
  NON_CONTRACT,
  NON_CONTRACT_PATH,
  RATING,
  SHIPMENT,
  TRACK,
} from "./testing/caller.ts";
import { CarrierSchemas } from "./testing/carrier-schemas.ts";
import {
  customsInCad,
  nonContractRefundXml,
  nonContractXml,
  ratesXml,
  refundXml,
  returnAtSendersExpense,
  shipmentXml,
  transmitXml,
  usDestination,
  usShipmentXml,
} from "./testing/sample-requests.ts";

const schemas = new CarrierSchemas(process.env.OPS_CONTRACTS_DIR);
const wantsPapers =
  "<provide-pricing-info>true</provide-pricing-info><provide-receipt-info>true</provide-receipt-info>";
const usa = { destination: usDestination, options: returnAtSendersExpense, customs: customsInCad };

/** One answer of every kind, by the schema it must obey. */
async function everyAnswer(): Promise<Record<string, string[]>> {
  const caller = new Caller();
  const contract = await caller.create(
    shipmentXml({ group: "G & <1>".replace("&", "&amp;").replace("<", "&lt;") }),
  );
  const sent = await caller.create(usShipmentXml({ requestId: "r2", head: wantsPapers }));
  const supplier = await caller.create(
    usShipmentXml({ requestId: "r3", head: wantsPapers }).replace("CreditCard", "SupplierAccount"),
  );
  const packet = await caller.create(
    usShipmentXml({ requestId: "r4", service: "USA.SP.AIR", options: returnAtSendersExpense, weight: "0.7" }),
  );
  const grouped = await caller.create(shipmentXml({ requestId: "r5", group: "G2" }));
  const free = await caller.createNonContract(nonContractXml({ service: "USA.XP", ...usa }));
  const refund = await caller.post(sent.href("refund"), SHIPMENT, refundXml);
  const freeRefund = await caller.post(free.href("refund"), NON_CONTRACT, nonContractRefundXml);
  const manifests = await caller.post(MANIFEST_PATH, MANIFEST, transmitXml("G2"));
  const manifest = await caller.get(manifests.href("manifest"), MANIFEST);
  const gets = (paths: string[], media: string) => Promise.all(paths.map((path) => caller.get(path, media)));
  const self = contract.href("self");
  const list = `${CONTRACT_PATH}?noManifest=true`;
  const read = await gets(
    [
      self,
      `${self}/details`,
      `${self}/price`,
      `${sent.href("self")}/details`,
      grouped.href("self"),
      sent.href("receipt"),
      supplier.href("receipt"),
      list,
      `${list}&provideShipmentInfo=true`,
      `${CONTRACT_PATH}?groupId=nobody`,
      "/rs/2004381/2004381/group",
    ],
    SHIPMENT,
  );
  const freeSelf = free.href("self");
  const window = `${NON_CONTRACT_PATH}?from=202611200000`;
  const freeRead = await gets([freeSelf, `${freeSelf}/details`, `${freeSelf}/receipt`, window], NON_CONTRACT);
  const papers = await gets([manifest.href("details"), `${MANIFEST_PATH}?start=20261120`], MANIFEST);
  const pin = grouped.one("tracking-pin");
  caller.clock.advance(86_400_000);
  const track = await gets(
    [
      `/vis/track/pin/${pin}/summary`,
      `/vis/track/pin/${pin}/detail`,
      "/vis/track/ref/summary?referenceNumber=P1&customerNumber=2004381",
    ],
    TRACK,
  );
  const discovery = await gets(
    [
      "/rs/ship/service?country=CA",
      "/rs/ship/service/DOM.EP?country=CA",
      "/rs/ship/service/INT.TP?country=FR",
      "/rs/ship/option/SO",
      "/rs/ship/option/DC",
    ],
    RATING,
  );
  const rates = [
    ratesXml(),
    ratesXml({ services: "", destination: "<international><country-code>FR</country-code></international>" }),
  ];
  const quotes = await Promise.all(rates.map((body) => caller.post("/rs/ship/price", RATING, body)));
  const errors = [
    await caller.create(shipmentXml({ requestId: "r5" })),
    await caller.create("<broken"),
    await caller.lookUp("nobody"),
    await caller.create(shipmentXml(), { accept: "*/*" }),
    await caller.create(shipmentXml(), { account: { username: "<&>", password: "" } }),
  ];
  const texts = (replies: { text: string }[]) => replies.map(({ text }) => text);
  return {
    "shipment.xsd": texts([contract, sent, supplier, packet, refund, ...read]),
    "ncshipment.xsd": texts([free, freeRefund, ...freeRead]),
    "manifest.xsd": texts([manifests, manifest, ...papers]),
    "track.xsd": texts(track),
    "discovery.xsd": texts(discovery),
    "rating.xsd": texts(quotes),
    "messages.xsd": texts(errors),
  };
}

test("every kind of answer is valid by the carrier's own schemas", async () => {
  const absence = schemas.absence();
  if (absence) return console.warn(`Answers are not checked against the schemas here: ${absence}.`);
  for (const [schema, documents] of Object.entries(await everyAnswer())) {
    const verdicts = await schemas.validate(schema, documents);
    const wrong = verdicts.flatMap(({ valid, says }, index) =>
      valid ? [] : [`${says}\n${documents[index]}`],
    );
    expect(wrong, schema).toEqual([]);
  }
});

test("the composed example requests are understood", async () => {
  const absence = schemas.absence();
  if (absence) return console.warn(`Example requests are not tried here: ${absence}.`);
  const caller = new Caller();
  const post = async (path: string, media: string, name: string) =>
    caller.post(path, media, await schemas.example(`${name}.request.xml`));
  const domestic = await post(CONTRACT_PATH, SHIPMENT, "01-shipment-domestic-signature");
  const abroad = await post(CONTRACT_PATH, SHIPMENT, "03-shipment-usa-customs");
  const free = await post(NON_CONTRACT_PATH, NON_CONTRACT, "05-ncshipment-usa-customs");
  const replies = [
    domestic,
    abroad,
    free,
    await post(MANIFEST_PATH, MANIFEST, "11-transmit"),
    await post("/rs/ship/price", RATING, "14-rates-domestic"),
    await post("/rs/ship/price", RATING, "15-rates-usa"),
    await post(abroad.href("refund"), SHIPMENT, "18-refund"),
    await post(free.href("refund"), NON_CONTRACT, "20-nc-refund"),
  ];
  expect(replies.map(({ status, text }) => (status === 200 ? status : text))).toEqual(Array(8).fill(200));
});
