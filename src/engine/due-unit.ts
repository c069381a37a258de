/** Something to do, by the id of what it is done to. */
export interface DueUnit {
  id: string;
  /** What the nearest one goes first by; null goes last. */
  deadline: Date | null;
  /** The connection that it belongs to: where its `config` problems are recorded. */
  connection: string;
}
