import { testServer } from './postgres.running.ts';

/** Stops the PostgreSQL of the test run and removes its data. */
export const stopAfterTests = async (): Promise<void> => {
  await testServer.current?.stop();
  delete testServer.current;
};

export { stopAfterTests as default };
