import type { Config } from "../../platform/config/config.ts";
import type { CommandRun } from "../command.ts";
import { checkCarrier } from "../doctor/check-carrier.ts";
import { checkDatabaseHealth } from "../doctor/check-database.ts";
import { checkLabelFolder } from "../doctor/check-label-folder.ts";
import { checkSettings } from "../doctor/check-settings.ts";
import { checkShop } from "../doctor/check-shop.ts";
import { checkWork } from "../doctor/check-work.ts";
import { type Finding, inArea, warn } from "../doctor/finding.ts";
import { renderDoctor } from "../doctor/render-doctor.ts";

/** Checks everything that work depends on. Exit status 0 only when nothing is bad. */
export async function doctor(run: CommandRun<unknown>): Promise<number> {
  const findings = await examine(run);
  const ok = findings.every(({ level }) => level !== "bad");
  await run.output.result({ ok, findings }, renderDoctor);
  return ok ? 0 : 1;
}

async function examine(run: CommandRun<unknown>): Promise<Finding[]> {
  const settings = await checkSettings(run);
  if (settings.config === null) return settings.findings;
  const labels = await checkLabelFolder(settings.config);
  const database = await checkDatabaseHealth(run);
  const rest = database.isUsable ? await checkPartners(run) : unasked(settings.config);
  return [...settings.findings, ...labels, ...database.findings, ...rest];
}

/** Every call outside leaves its row, so without a database nobody is called. */
function unasked({ connections, carriers }: Config): Finding[] {
  const partners = [...connections.map(({ name }) => name), ...Object.keys(carriers)].join(", ");
  const detail = `${partners} not asked: each call is recorded in the database`;
  return inArea("partners", [
    warn("calls", { detail, next: "Mend the database, then run ops doctor again." }),
  ]);
}

async function checkPartners(run: CommandRun<unknown>): Promise<Finding[]> {
  const ops = await run.ops();
  const shops = [...ops.connections.values()];
  const carriers = new Map(shops.map(({ carrier }) => [carrier.account, carrier]));
  const progress = run.output.progress();
  progress.start(shops.length + carriers.size, "asking");
  const telling = <T>(name: string, asking: Promise<T>) => asking.finally(() => progress.tick(1, name));
  try {
    const found = await Promise.all([
      ...shops.map((shop) => telling(shop.settings.name, checkShop(shop))),
      ...[...carriers.values()].map((carrier) => telling(carrier.account, checkCarrier(carrier))),
      checkWork(ops),
    ]);
    return found.flat();
  } finally {
    progress.done();
  }
}
