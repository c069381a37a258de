/**
 * What a pause stops: everything with a partner (`connection:bestbuy/main`), one workflow with that partner
 * (`connection:bestbuy/main#push-tracking`), one workflow (`workflow:create-labels`), or every effect (`effects`).
 * Labels are also bought no more for one shop (`connection:bestbuy/main#create-labels`), or where they would be stored in
 * a place that takes none (`labels:shop-pc:/srv/shop/labels`).
 */
export interface PauseQuestion {
  partner: string;
  workflow: string;
  /** Whether the workflow changes anything outside. */
  hasEffects: boolean;
  /** Scopes of its own that stop it too. */
  also?: readonly string[];
}

export const marketplacePartner = (connection: string) => `connection:${connection}`;
export const carrierPartner = (account: string) => `carrier:${account}`;

export const partnerScope = (partner: string) => partner;
export const operationScope = (partner: string, workflow: string) => `${partner}#${workflow}`;
export const workflowScope = (workflow: string) => `workflow:${workflow}`;
export const EFFECTS_SCOPE = "effects";

export const shopBuyingScope = (connection: string) =>
  operationScope(marketplacePartner(connection), "create-labels");
const LABEL_STORES = "labels:";
export const labelStoreScope = (place: string) => `${LABEL_STORES}${place}`;
export const isLabelStoreScope = (scope: string) => scope.startsWith(LABEL_STORES);

/** The pause that stops this work, null when nothing does. */
export function pauseFor<P extends { scope: string }>(
  pauses: readonly P[],
  question: PauseQuestion,
): P | null {
  const scopes = [
    partnerScope(question.partner),
    operationScope(question.partner, question.workflow),
    workflowScope(question.workflow),
    ...(question.hasEffects ? [EFFECTS_SCOPE] : []),
    ...(question.also ?? []),
  ];
  return pauses.find((pause) => scopes.includes(pause.scope)) ?? null;
}

/** What people call a scope: `bestbuy/main` for `connection:bestbuy/main`, `create-labels` for `workflow:create-labels`. */
export const pauseName = (scope: string): string => scope.replace(/^(connection|carrier|workflow):/, "");
