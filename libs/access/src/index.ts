export * from './policy.ts';
export { ACCESS_LOG, type AccessEntry, type AccessLog } from './access-log.ts';
