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
}
