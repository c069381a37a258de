/** Ends a test that hangs. One that starts programs and databases takes many times as long on a busy machine. */
export const TEST_LIMIT_MS = 300_000;
