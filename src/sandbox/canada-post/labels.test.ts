import { describe, expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PDFDocument } from "pdf-lib";
import { defaultAccounts } from "./canada-post.ts";
import { Caller, CONTRACT_PATH, SHIPMENT } from "./testing/caller.ts";
import { nonContractXml, shipmentXml, usShipmentXml } from "./testing/sample-requests.ts";

const PDF = "application/pdf";

async function download(caller: Caller, body = shipmentXml()) {
  const created = await caller.create(body);
  return { created, label: await caller.get(created.href("label"), PDF) };
}

async function pageSize(bytes: Uint8Array): Promise<{ width: number; height: number }> {
  return (await PDFDocument.load(bytes)).getPage(0).getSize();
}

/** Runs a program of the poppler tools over a PDF and returns what it prints; null where it is not installed. */
async function poppler(command: string[], pdf: Uint8Array): Promise<Uint8Array | null> {
  if (!Bun.which(command[0] ?? "")) {
    console.warn(`Not checked here: ${command[0]} is not installed.`);
    return null;
  }
  const folder = await mkdtemp(join(tmpdir(), "label-"));
  try {
    await writeFile(join(folder, "label.pdf"), pdf);
    const run = Bun.spawn(command, { cwd: folder, stderr: "ignore" });
    return await new Response(run.stdout).bytes();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe("a label", () => {
  test("is a PDF of 4x6 inches with the same bytes at each download", async () => {
    const caller = new Caller();
    const { created, label } = await download(caller);
    expect([label.status, label.headers.get("content-type")]).toEqual([200, PDF]);
    expect(label.text).toStartWith("%PDF-");
    expect(await pageSize(label.bytes)).toEqual({ width: 288, height: 432 });
    const again = await caller.get(created.href("label"), PDF);
    expect(again.bytes).toEqual(label.bytes);
    expect(caller.service.books[0]?.labelDownloads).toBe(2);
  });

  test("stays the same after its shipment was refunded", async () => {
    const caller = new Caller();
    const { created, label } = await download(caller, shipmentXml({ group: null }));
    caller.clock.advance(3_600_000);
    const refund = `<shipment-refund-request xmlns="http://www.canadapost.ca/ws/shipment-v8"><email>a@example.com</email></shipment-refund-request>`;
    await caller.post(created.href("refund"), SHIPMENT, refund);
    expect((await caller.get(created.href("label"), PDF)).bytes).toEqual(label.bytes);
  });

  test("takes the letter format when asked, and 4x6 when nothing is said", async () => {
    const caller = new Caller();
    const { label } = await download(caller, shipmentXml({ output: { format: "8.5x11", encoding: "PDF" } }));
    expect(await pageSize(label.bytes)).toEqual({ width: 612, height: 792 });
    const free = await caller.createNonContract(nonContractXml());
    expect(await pageSize((await caller.get(free.href("label"), PDF)).bytes)).toEqual({
      width: 288,
      height: 432,
    });
  });

  test("shows number, service, addresses, weight and ids to a person, marked as not valid", async () => {
    const { created, label } = await download(new Caller());
    const printed = await poppler(["pdftotext", "-layout", "label.pdf", "-"], label.bytes);
    if (!printed) return;
    const text = new TextDecoder().decode(printed);
    const pin = created.one("tracking-pin") ?? "";
    for (const part of [
      "SANDBOX - NOT VALID FOR MAILING",
      `PIN ${pin.match(/.{4}/g)?.join(" ")}`,
      "Expedited Parcel",
      "Boutique Érable & Fils",
      "Jo Tremblay",
      "23 JARDIN PRIVATE",
      "K1K 4T3",
      "1.450 kg",
      "ORD-0000184-A",
      "order-1-parcel-1",
      created.one("shipment-id") ?? "",
    ]) {
      expect(text).toContain(part);
    }
  });

  test("carries the number as Code 128 bars that a scanner reads", async () => {
    const { created, label } = await download(new Caller());
    const picture = await poppler(["pdftoppm", "-gray", "-r", "576", "label.pdf"], label.bytes);
    if (!picture) return;
    expect(decodeCode128(scanLine(picture, 80 / 432))).toBe(created.one("tracking-pin") ?? "");
  });

  test("survives characters that its font lacks", async () => {
    const { label } = await download(new Caller(), shipmentXml({ name: "Żółć 東京 😀" }));
    expect(label.text).toStartWith("%PDF-");
  });

  test("is ZPL when asked, with its control characters written as codes", async () => {
    const caller = new Caller();
    const body = shipmentXml({ output: { format: "4x6", encoding: "ZPL" }, name: "Jo ^XZ~ Tremblay" });
    const created = await caller.create(body);
    expect(created.text).toContain('media-type="application/zpl"');
    expect((await caller.get(created.href("label"), PDF)).status).toBe(406);
    const label = await caller.get(created.href("label"), "application/zpl");
    expect(label.text).toMatch(/^\^XA.*\^XZ\n$/s);
    expect(label.text.match(/\^XZ/g)).toHaveLength(1);
    expect(label.text).toContain("Jo _5EXZ_7E Tremblay");
    expect(label.text).toContain(`^FD${created.one("tracking-pin")}^FS`);
  });

  test("comes with one for the way back when a return is specified", async () => {
    const caller = new Caller();
    const back =
      "<return-spec><service-code>DOM.EP</service-code><return-recipient><company>A</company><address-details><address-line-1>1 MAIN</address-line-1><city>LAVAL</city><prov-state>QC</prov-state><postal-zip-code>H7T1A1</postal-zip-code></address-details></return-recipient></return-spec>";
    const created = await caller.create(shipmentXml().replace("</delivery-spec>", `</delivery-spec>${back}`));
    expect(created.one("return-tracking-pin")).not.toBe(created.one("tracking-pin"));
    const label = await caller.get(created.href("returnLabel"), PDF);
    expect(label.text).toStartWith("%PDF-");
    expect(caller.service.books[0]?.labelDownloads).toBe(0);
  });

  test("belongs to the key that bought it", async () => {
    const [account] = defaultAccounts;
    if (!account) throw new Error("no account");
    const other = { ...account, username: "other", password: "key" };
    const caller = new Caller({ accounts: [account, other] });
    const { created } = await download(caller);
    expect((await caller.get(created.href("label"), PDF, { account: other })).status).toBe(404);
  });
});

describe("label trouble", () => {
  test.each([
    ["pending", 202, null],
    ["system_error", 500, "9150"],
    ["not_a_label", 200, null],
  ] as const)("%s: the first downloads are answered %d", async (trouble, status, code) => {
    const caller = new Caller({ artifact: { trouble, times: 2 } });
    const { created, label } = await download(caller);
    const second = await caller.get(created.href("label"), PDF);
    const third = await caller.get(created.href("label"), PDF);
    for (const reply of [label, second]) {
      expect([reply.status, reply.one("code")]).toEqual([status, code]);
      expect(reply.text).not.toContain("%PDF-");
    }
    expect(third.text).toStartWith("%PDF-");
    expect(caller.service.books[0]?.labelDownloads).toBe(1);
  });

  test("does not touch the purchase", async () => {
    const caller = new Caller({ artifact: { trouble: "system_error", times: 1 } });
    await download(caller, usShipmentXml());
    expect((await caller.get(`${CONTRACT_PATH}?requestId=order-1-parcel-1`, SHIPMENT)).status).toBe(200);
  });
});

/** One row of a binary PGM picture, at this share of its height counted from the bottom. */
function scanLine(pgm: Uint8Array, share: number): Uint8Array {
  const header = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(new TextDecoder("latin1").decode(pgm.slice(0, 64)));
  const [width, height] = [Number(header?.[1]), Number(header?.[2])];
  const start = (header?.[0].length ?? 0) + Math.floor(height * (1 - share)) * width;
  return pgm.slice(start, start + width);
}

/** Reads digits in code set C: each pair is its own symbol, eleven modules wide. */
function decodeCode128(line: Uint8Array): string {
  const dark = [...line].map((level) => level < 128);
  const frame = dark.indexOf(true);
  const inner = dark.slice(frame, dark.lastIndexOf(true)).findIndex((isDark) => !isDark) + frame;
  const first = dark.indexOf(true, inner);
  const runs: number[] = [];
  let length = 0;
  for (let x = first; x < dark.length; x += 1) {
    length += 1;
    if (dark[x] !== dark[x + 1]) {
      runs.push(length);
      length = 0;
    }
  }
  const module = runs.slice(0, 6).reduce((sum, run) => sum + run, 0) / 11;
  const widths = runs.map((run) => Math.round(run / module));
  const symbols = Array.from({ length: 10 }, (_, index) => widths.slice(index * 6, index * 6 + 6).join(""));
  const values = symbols.map((symbol) => CODE_128.indexOf(symbol));
  const check = values.slice(0, 9).reduce((sum, value, index) => sum + value * (index || 1), 0) % 103;
  expect([values[0], values[9], widths.slice(60, 67).join("")]).toEqual([105, check, "2331112"]);
  return values
    .slice(1, 9)
    .map((value) => String(value).padStart(2, "0"))
    .join("");
}

/** Bar and space widths of the symbols 0 to 105, as in ISO/IEC 15417. */
const CODE_128 = (
  "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 " +
  "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 " +
  "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 " +
  "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 " +
  "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 " +
  "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 " +
  "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232"
).split(" ");
