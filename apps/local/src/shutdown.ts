/**
 * Runs `stop` once at the first Ctrl-C, SIGTERM or SIGHUP and then ends the process: with 0, or with 1 when
 * stopping failed. A second signal ends it at once. Returns a function that lets go of the signals again.
 */
export const onShutdownSignal = (stop: () => Promise<void>, failed: (error: unknown) => void): (() => void) => {
  let stopping = false;
  const handler = (): void => {
    if (stopping) process.exit(130);
    stopping = true;
    stop().then(() => process.exit(0), (error: unknown) => {
      failed(error);
      process.exit(1);
    });
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, handler);
  return () => { for (const signal of signals) process.off(signal, handler); };
};
