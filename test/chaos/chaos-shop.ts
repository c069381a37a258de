import { mkdirSync, mkdtempSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGuard } from "./guard.ts";
import { Journal } from "./journal.ts";
import { OpsProcess } from "./ops-process.ts";
import { type OutsideWorld, startOutsideWorld } from "./outside-world.ts";
import { Random } from "./random.ts";
import { type DatabaseKind, openShopDatabase, type ShopDatabase } from "./shop-database.ts";
import { writeWorkspace } from "./workspace.ts";

export interface ShopOptions {
  contract: boolean;
  /** Orders that wait from the beginning. */
  orders: number;
  database: DatabaseKind;
  seed: string;
  /** Told how it goes, for a person who waits. */
  note(text: string): void;
}

interface DaemonOptions {
  /** Each daemon needs a workspace of its own; all share database and labels. */
  workspace?: Workspace;
  /** As `OPS_FAULT_POINT` has it. */
  fault?: string;
}

const WORKSPACES = ["first", "second", "third", "fourth"] as const;
export type Workspace = (typeof WORKSPACES)[number];

/** What goes over the settings of every workspace. */
type Settings = Record<string, unknown>;

/** A shop in a sandbox whose every process can be killed: a folder with workspaces, labels and database. */
export class ChaosShop {
  readonly journal = new Journal();
  readonly random: Random;
  /** What was seen to be wrong, for people. */
  readonly problems: string[] = [];
  readonly #processes = new Set<OpsProcess>();
  readonly #ends: (() => void)[] = [];
  #started = 0;

  private constructor(
    readonly folder: string,
    readonly options: ShopOptions,
    readonly outside: OutsideWorld,
    readonly database: ShopDatabase,
  ) {
    this.random = new Random(options.seed);
  }

  static async open(options: ShopOptions): Promise<ChaosShop> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "ops-chaos-")));
    startGuard(folder);
    const outside = await startOutsideWorld({
      orders: options.orders,
      seed: new Random(options.seed).between(1, 1e6),
    });
    const shop = new ChaosShop(folder, options, outside, await openShopDatabase(options.database, folder));
    mkdirSync(join(folder, "logs"));
    await shop.configure({});
    await Bun.write(join(folder, "catalogue.csv"), await outside.catalogue());
    await shop.demand(["catalog", "import", join(folder, "catalogue.csv")]);
    return shop;
  }

  /** Writes the settings of the workspaces anew. */
  async configure(more: Settings, url = this.outside.url): Promise<void> {
    const { folder, options } = this;
    for (const name of WORKSPACES)
      await writeWorkspace({ folder, name, url, contract: options.contract, more });
  }

  startDaemon({ workspace = "first", fault }: DaemonOptions = {}): OpsProcess {
    return this.start(["daemon", "--json"], { workspace, env: fault ? { OPS_FAULT_POINT: fault } : {} });
  }

  start(
    args: readonly string[],
    { workspace = "first", env = {} }: { workspace?: Workspace; env?: Record<string, string> } = {},
  ): OpsProcess {
    const process = new OpsProcess({
      args: [...args, "--workspace", join(this.folder, workspace)],
      env: { ...this.database.env, ...env },
      logFile: join(this.folder, `logs/${String(++this.#started).padStart(3, "0")}-${args[0]}.log`),
      onUnit: (atMs) => this.journal.unitDone(atMs),
    });
    this.#processes.add(process);
    return process;
  }

  get running(): OpsProcess[] {
    return [...this.#processes].filter((process) => process.isRunning);
  }

  /** SIGKILL, counted; resolves when the process is gone. */
  async kill(process: OpsProcess, what: string): Promise<void> {
    if (!process.isRunning) return;
    process.signal("SIGKILL");
    this.journal.killed(what);
    await process.exited;
  }

  /** Ends a process in the same way, uncounted: what it leaves behind is what the next one finds. */
  async end(process: OpsProcess): Promise<void> {
    process.signal("SIGKILL");
    await process.exited;
  }

  /** Runs a command to its end. */
  async run(args: readonly string[]): Promise<{ status: number; stdout: string }> {
    const process = this.start(args);
    const [stdout, status] = await Promise.all([process.stdout, process.exited]);
    return { status, stdout };
  }

  /** What a command prints with `--json`. @throws when it ended otherwise than well */
  async demand(args: readonly string[]): Promise<string> {
    const { status, stdout } = await this.run([...args, "--json"]);
    if (status !== 0) throw new Error(`ops ${args.join(" ")} ended with ${status}: see ${this.folder}/logs`);
    return stdout;
  }

  /** Places orders, and has them fetched at once rather than with the next minute. */
  async addOrders(count: number): Promise<void> {
    await this.outside.tell("orders", { count });
    await this.run(["orders", "fetch", "--json"]);
  }

  /** Lets some time pass that the seed alone decides. */
  async pass(leastMs: number, mostMs: number): Promise<void> {
    await Bun.sleep(this.random.between(leastMs, mostMs));
  }

  /** What is to be put back when the shop closes. */
  onClose(end: () => void): void {
    this.#ends.push(end);
  }

  note(text: string): void {
    this.options.note(text);
  }

  async endProcesses(): Promise<void> {
    await Promise.all(this.running.map((process) => this.end(process)));
  }

  /** Ends everything; the folder stays where there is something to be looked at. */
  async close({ keep }: { keep: boolean }): Promise<void> {
    await this.endProcesses();
    for (const end of this.#ends) end();
    await this.database.stop();
    await this.outside.stop();
    if (!keep) await rm(this.folder, { recursive: true, force: true });
  }
}
