export { type DueRun, type DueWork, type JobsOptions, type QueueState, type Schedule, scheduleDueWork } from './due-work.ts';
export { JOBS_SCHEMA, jobTracing } from './queue.ts';
export { assertKeepsKeys, UnsuitableRedis } from './redis-policy.ts';
