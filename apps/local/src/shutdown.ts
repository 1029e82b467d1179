const ECHO_MS = 1000;

/**
 * Runs `stop` once at the first Ctrl-C, SIGTERM or SIGHUP and then ends the process: with 0, or with 1 when
 * stopping failed. A further signal ends it at once, unless it comes within a second: npm passes on the Ctrl-C that the
 * terminal has already sent to everybody. Returns a function that lets go of the signals again.
 */
export const onShutdownSignal = (stop: () => Promise<void>, failed: (error: unknown) => void): (() => void) => {
  let stoppingSince: number | undefined;
  const handler = (): void => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > ECHO_MS) process.exit(130);
      return;
    }
    stoppingSince = performance.now();
    stop().then(() => process.exit(0), (error: unknown) => {
      failed(error);
      process.exit(1);
    });
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, handler);
  return () => { for (const signal of signals) process.off(signal, handler); };
};
