export { type Cursor, cursorsOf, placeCursors } from './cursors.ts';
export { type ProcessManager, ProcessRunner, type ProcessRunnerOptions } from './process-runner.ts';
