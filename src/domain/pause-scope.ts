/**
 * What a pause stops: everything with a partner (`connection:bestbuy/main`), one workflow with that partner
 * (`connection:bestbuy/main#push-tracking`), one workflow (`workflow:create-labels`), or every effect (`effects`).
 */
export interface PauseQuestion {
  partner: string;
  workflow: string;
  /** Whether the workflow changes anything outside. */
  hasEffects: boolean;
}

export const marketplacePartner = (connection: string) => `connection:${connection}`;
export const carrierPartner = (account: string) => `carrier:${account}`;

export const partnerScope = (partner: string) => partner;
export const operationScope = (partner: string, workflow: string) => `${partner}#${workflow}`;
export const workflowScope = (workflow: string) => `workflow:${workflow}`;
export const EFFECTS_SCOPE = "effects";

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
  ];
  return pauses.find((pause) => scopes.includes(pause.scope)) ?? null;
}

/** What people call a scope: `bestbuy/main` for `connection:bestbuy/main`, `create-labels` for `workflow:create-labels`. */
export const pauseName = (scope: string): string => scope.replace(/^(connection|carrier|workflow):/, "");
