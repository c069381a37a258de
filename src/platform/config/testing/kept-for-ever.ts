import type { RetentionSettings } from "../config.ts";

/** Nothing is ever too old. */
export const KEPT_FOR_EVER: RetentionSettings = {
  apiCallsDays: 0,
  operationsDays: 0,
  failuresDays: 0,
  webhookDays: 0,
  scheduleSlotsDays: 0,
  payloadDays: 0,
  labelFilesDays: 0,
  messagesDays: 0,
  customersDays: 0,
};
