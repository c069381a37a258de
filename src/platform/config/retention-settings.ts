import { section, wholeNumber } from "./schema-values.ts";

const days = (what: string) => wholeNumber(`${what} 0: for ever.`, { min: 0, max: 36_500 });

/** How long rows stay; what says where orders stand, and the amounts, stays for ever. */
export const retentionSettings = {
  retention: section("How long things are kept, in days; `ops prune` removes what is older.", {
    api_calls_days: days("Outside calls, removed by whole months.").default(180),
    operations_days: days("The log of changes.").default(1095),
    failures_days: days("Failures, since they were closed.").default(365),
    webhook_days: days("Notices of carriers that were worked off.").default(90),
    schedule_slots_days: days("What became of each slot of a schedule.").default(90),
    payload_days: days(
      "The marketplace's and the carrier's own words for an order, with its address, since it ended or was shipped.",
    ).default(730),
    label_files_days: days(
      "Files of labels, since their order ended or was shipped; what the label was and cost stays.",
    ).default(365),
    messages_days: days(
      "Conversations with their messages, since the last one, where their order ended or was shipped as long ago.",
    ).default(1095),
    customers_days: days(
      "Names and mail addresses of customers, since the last of their orders ended or was shipped and of their messages came.",
    ).default(1095),
  }).prefault({}),
};
