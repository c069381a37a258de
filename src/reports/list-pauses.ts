import type { Executor } from "../db/database.ts";
import { openPauses, type PauseRow } from "../db/stores/pauses.ts";

/** What is stopped at the moment, oldest first. */
export const listPauses = (ex: Executor): Promise<PauseRow[]> => openPauses(ex);
