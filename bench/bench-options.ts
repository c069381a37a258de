/** What every benchmark is told; each uses what concerns it. */
export interface BenchOptions {
  /** The compiled program. */
  program: string;
  /** `cycle`: orders to be taken through. */
  orders: number;
  /** `cycle`: orders at once; the program's own default when null. */
  concurrency: number | null;
  /** `due`: orders in the large database. */
  mostOrders: number;
  /** `daemons`, `limits`: orders for several of them. */
  daemonOrders: number;
  /** `limits`: orders under the published limits, some thirty a minute. */
  strictOrders: number;
  /** `idle`: finished orders in the database. */
  idleOrders: number;
  idleMinutes: number;
}
