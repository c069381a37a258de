interface InterruptsInput {
  /** Ends the process at once. */
  leave(status: number): void;
  /** Told at the first signal. */
  onFirst(): void;
}

interface Interrupts {
  /** Aborts at the first signal. */
  signal: AbortSignal;
  /** The exit status of a process that the signal ended: 128 and its number. */
  readonly status: number;
  stop(): void;
}

const STATUS = { SIGINT: 130, SIGTERM: 143 } as const;

/** The first Ctrl-C (or SIGTERM) lets what is under way finish; the second does not wait. */
export function watchInterrupts({ leave, onFirst }: InterruptsInput): Interrupts {
  const controller = new AbortController();
  let status = 0;
  const onSignal = (name: NodeJS.Signals) => {
    const own = name === "SIGTERM" ? STATUS.SIGTERM : STATUS.SIGINT;
    if (controller.signal.aborted) return leave(own);
    status = own;
    controller.abort();
    onFirst();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    get status() {
      return status;
    },
    stop: () => process.off("SIGINT", onSignal).off("SIGTERM", onSignal),
  };
}
