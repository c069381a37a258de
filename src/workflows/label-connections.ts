import { carrierPartner } from "../domain/pause-scope.ts";
import { buyingScopes } from "./buying-pauses.ts";
import { type OpsContext, workableConnections } from "./context.ts";

/** Connections by what may be done about their labels. */
export interface LabelConnections {
  /** Labels may be bought. */
  buying: string[];
  /** What is bought, or may be, is finished: that costs nothing, and waits for nothing that only stops buying. */
  finishing: string[];
}

export async function labelConnections(ctx: OpsContext): Promise<LabelConnections> {
  const question = {
    workflow: "create-labels",
    partner: ({ carrier }: { carrier: { account: string } }) => carrierPartner(carrier.account),
  };
  return {
    buying: await workableConnections(ctx, {
      ...question,
      hasEffects: true,
      also: ({ settings }) => buyingScopes(ctx, settings.name),
    }),
    finishing: await workableConnections(ctx, { ...question, hasEffects: false }),
  };
}
