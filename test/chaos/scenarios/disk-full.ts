import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "../scenario.ts";
import { unlessAway } from "../unless-away.ts";
import { untilWithin } from "../until-within.ts";

/** Room for the trial that comes before a purchase, and for some labels. */
const SMALL = "size=1m";
const MORE_BYTES = 2 * 1024 * 1024;
const LARGE = "size=64m";
const PATIENCE_MS = 60_000;

export const diskFull: Scenario = {
  name: "disk-full",
  what: "the disk of the labels full while labels are written, and room again later",
  orders: 40,
  database: "embedded",
  obstacle: () =>
    process.getuid?.() === 0 ? null : "a small disk for the labels is mounted, which takes root",
  async strike(shop) {
    const folder = join(shop.folder, "labels");
    mkdirSync(folder);
    mount(["-t", "tmpfs", "-o", SMALL, "tmpfs", folder]);
    shop.onClose(() => void Bun.spawnSync(["umount", "--lazy", folder]));
    const daemon = shop.startDaemon();
    const hasLabel = async () => readdirSync(folder).some((name) => !name.startsWith("."));
    if (!(await untilWithin(PATIENCE_MS, hasLabel))) shop.problems.push("no label was stored");
    // The trial counts for a moment, so that labels are bought that cannot be stored.
    fill(join(folder, "of-another-program"));
    const unstored = () => unlessAway(() => shop.database.query(UNSTORED));
    const hasFailed = async () => ((await unstored())?.length ?? 0) > 0;
    if (!(await untilWithin(PATIENCE_MS, hasFailed))) shop.problems.push("no label was refused by the disk");
    await shop.pass(1_000, 3_000);
    await shop.kill(daemon, "daemon");
    shop.startDaemon();
    await shop.pass(3_000, 6_000);
    mount(["-o", `remount,${LARGE}`, folder]);
    shop.note("there is room again");
  },
};

function fill(file: string): void {
  try {
    writeFileSync(file, Buffer.alloc(MORE_BYTES));
    throw new Error(`${file} fits, and was to fill the disk.`);
  } catch (thrown) {
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "ENOSPC")) throw thrown;
  }
}

const UNSTORED = "select from process_failures where code = 'storage_unavailable'";

function mount(args: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(["mount", ...args]);
  if (exitCode !== 0) throw new Error(`mount ${args.join(" ")}: ${stderr}`);
}
