export { type DueWork, type JobsOptions, scheduleDueWork } from './due-work.ts';
