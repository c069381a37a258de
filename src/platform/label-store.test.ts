import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { OpsError } from "../domain/errors.ts";
import { FakeClock } from "./clock.ts";
import { sha256Hex } from "./files.ts";
import { folderLabelStore } from "./label-store.ts";

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), "ops-labels-"));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const clock = new FakeClock("2026-03-02T15:00:00Z");
const store = () => folderLabelStore({ workspace, folder: "labels", clock });
const pdf = new TextEncoder().encode("%PDF-1.4 label");

test("a label is stored under its order, with the hash of its bytes", async () => {
  const stored = await store().save({ orderId: "100-A", name: "1-1", extension: "pdf", bytes: pdf });
  expect(stored).toEqual({ path: "labels/100-A/1-1.pdf", sha256: sha256Hex(pdf) });
  expect(await store().read(stored.path)).toEqual(Buffer.from(pdf));
});

test("an absolute label folder outside the workspace works", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ops-labels-apart-"));
  const apart = folderLabelStore({ workspace, folder, clock });
  const { path } = await apart.save({ orderId: "100-A", name: "1-1", extension: "pdf", bytes: pdf });
  expect(await apart.read(path)).toEqual(Buffer.from(pdf));
  await rm(folder, { recursive: true });
});

test("whatever an order is called, its label stays in the folder and apart from others", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.string({ minLength: 1, unit: "binary" }), { minLength: 2, maxLength: 4 }),
      async (ids) => {
        const labels = ids.map((orderId) => ({
          orderId,
          name: orderId,
          extension: "pdf",
          bytes: new TextEncoder().encode(JSON.stringify(orderId)),
        }));
        const stored = await Promise.all(labels.map((label) => store().save(label)));
        for (const [index, { path }] of stored.entries()) {
          expect(path).toMatch(/^labels\/[\w.-]+\/[\w.-]+\.pdf$/);
          expect(await store().read(path)).toEqual(Buffer.from(labels[index]?.bytes ?? []));
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("a label that is gone, or a path that leads elsewhere, is not found", async () => {
  for (const path of ["labels/100-A/1-1.pdf", "ops.toml", "labels/../ops.toml", "/etc/hostname"]) {
    const thrown = await store()
      .read(path)
      .catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(OpsError);
    expect((thrown as OpsError).code).toBe("not_found");
  }
});

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "done",
    (error: unknown) => (error instanceof OpsError ? error.code : error),
  );

test("a label that is gone can be removed again, but not from a folder in which nothing is: its disk may be away", async () => {
  const labels = store();
  const [one, other] = await Promise.all(
    ["100-A", "101-A"].map((orderId) => labels.save({ orderId, name: "1-1", extension: "pdf", bytes: pdf })),
  );
  for (let n = 0; n < 2; n++) await labels.remove(one?.path ?? "");
  expect(await readdir(join(workspace, "labels"))).toEqual(["101-A"]);
  await labels.remove(other?.path ?? "");
  expect(await codeOf(labels.remove(other?.path ?? ""))).toBe("storage_unavailable");
  await rm(join(workspace, "labels"), { recursive: true });
  expect(await codeOf(labels.remove(other?.path ?? ""))).toBe("storage_unavailable");
});

/** Labels can be stored no more. */
async function block(): Promise<void> {
  await rm(join(workspace, "labels"), { recursive: true, force: true });
  await writeFile(join(workspace, "labels"), "a file in the way of the folder");
}

test("whether there is room is tried by writing, of which nothing stays", async () => {
  await store().demandRoom();
  expect(await readdir(join(workspace, "labels"))).toEqual([]);
  await block();
  await expect(store().demandRoom()).rejects.toMatchObject({
    code: "storage_unavailable",
    message: expect.stringContaining(join(workspace, "labels")),
  });
});

test("a trial counts for a moment, for all who ask, until a label cannot be stored", async () => {
  const asked = store();
  await asked.demandRoom();
  await block();
  expect(await codeOf(asked.demandRoom())).toBe("done");
  clock.advance(10_000);
  expect(await codeOf(asked.demandRoom())).toBe("storage_unavailable");

  await rm(join(workspace, "labels"));
  clock.advance(10_000);
  await asked.demandRoom();
  await block();
  const saving = asked.save({ orderId: "100-A", name: "1-1", extension: "pdf", bytes: pdf });
  expect(await codeOf(saving)).toBe("storage_unavailable");
  expect(await codeOf(asked.demandRoom())).toBe("storage_unavailable");
});
