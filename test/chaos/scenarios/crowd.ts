import type { ChaosShop } from "../chaos-shop.ts";
import { FAULTS } from "../faults.ts";
import type { OpsProcess } from "../ops-process.ts";
import type { Scenario } from "../scenario.ts";

const KILLS = 18;
const ORDERS_EACH = 2;

export const crowd: Scenario = {
  name: "crowd",
  what: "two daemons and `ops run` again and again, one of them killed at random, while calls go wrong outside",
  orders: 40,
  database: "embedded",
  async strike(shop) {
    await shop.outside.setFaults(FAULTS);
    const crowded = new Crowd(shop);
    for (let kill = 1; kill <= KILLS; kill++) {
      crowded.fill();
      if (kill % 3 === 0) await shop.outside.tell("orders", { count: ORDERS_EACH });
      await shop.pass(300, 3_000);
      crowded.fill();
      const name = shop.random.pick(MEMBERS);
      shop.note(`kill ${kill} of ${KILLS}: ${name}`);
      await shop.kill(crowded.member(name), name);
    }
    crowded.fill();
  },
};

const MEMBERS = ["daemon", "second daemon", "run"] as const;
type Member = (typeof MEMBERS)[number];

/** Whoever is dead, or at the end of its run, is replaced. */
class Crowd {
  readonly #members = new Map<Member, OpsProcess>();

  constructor(readonly shop: ChaosShop) {}

  member(name: Member): OpsProcess {
    const member = this.#members.get(name);
    if (!member) throw new Error(`There is no ${name}.`);
    return member;
  }

  fill(): void {
    for (const name of MEMBERS)
      if (!this.#members.get(name)?.isRunning) this.#members.set(name, this.#start(name));
  }

  #start(name: Member): OpsProcess {
    if (name === "run") return this.shop.start(["run", "--json"]);
    return this.shop.startDaemon({ workspace: name === "daemon" ? "first" : "second" });
  }
}
