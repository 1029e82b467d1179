export { type ProcessManager, ProcessRunner, type ProcessRunnerOptions } from './process-runner.ts';
