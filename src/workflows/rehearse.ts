import type { OpsContext } from "./context.ts";

/**
 * Lets `work` do everything in a transaction that is rolled back: what it answers or throws is what the real thing
 * would, and nothing has changed afterwards. Only for work on our own tables, one statement after another: a call to
 * the outside would be real.
 */
export async function rehearse<T>(ctx: OpsContext, work: (ctx: OpsContext) => Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const rollback = new Error("The rehearsal is over.");
  await ctx.db
    .transaction(async (tx) => {
      resolve(await work({ ...ctx, db: tx }));
      throw rollback;
    })
    .catch((thrown: unknown) => {
      if (thrown !== rollback) reject(thrown);
    });
  return promise;
}
