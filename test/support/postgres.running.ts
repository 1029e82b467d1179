/** Jest loads setup and teardown apart from each other; what they share lives on the process. */
type Shared = { current?: { stop(): Promise<void> } };

const key = Symbol.for('liuhen.test-postgres');
const home = globalThis as unknown as Record<symbol, Shared | undefined>;

/** The PostgreSQL of this test run. */
export const testServer: Shared = (home[key] ??= {});
