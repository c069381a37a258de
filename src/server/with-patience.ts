import { OpsError } from "../domain/errors.ts";

/** A database that is silent for longer counts as away. */
const PATIENCE_MS = 3_000;

/** On the machine's own timer: whoever asks waits in real time. @throws `database_unavailable` when there is no answer in time */
export async function withPatience<T>(answer: Promise<T>): Promise<T> {
  const silence = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => silence.reject(new OpsError("database_unavailable", `no answer within ${PATIENCE_MS / 1000} s`)),
    PATIENCE_MS,
  );
  return Promise.race([answer, silence.promise]).finally(() => clearTimeout(timer));
}
