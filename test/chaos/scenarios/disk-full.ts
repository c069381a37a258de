import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "../scenario.ts";
import { unlessAway } from "../unless-away.ts";
import { untilWithin } from "../until-within.ts";

/** Room for some of the labels. */
const SMALL = "size=16k";
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
    const unstored = () => unlessAway(() => shop.database.query(UNSTORED));
    const hasFailed = async () => ((await unstored())?.length ?? 0) > 0;
    if (!(await untilWithin(PATIENCE_MS, hasFailed))) shop.problems.push("no label was refused by the disk");
    shop.note("the disk is full");
    await shop.pass(1_000, 3_000);
    await shop.kill(daemon, "daemon");
    shop.startDaemon();
    await shop.pass(3_000, 6_000);
    mount(["-o", `remount,${LARGE}`, folder]);
    shop.note("there is room again");
  },
};

const UNSTORED = "select from process_failures where code = 'storage_unavailable'";

function mount(args: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(["mount", ...args]);
  if (exitCode !== 0) throw new Error(`mount ${args.join(" ")}: ${stderr}`);
}
