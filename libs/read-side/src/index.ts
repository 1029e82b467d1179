export * from './projection.ts';
export * from './projection-runner.ts';
export { ReadPosition } from './read-position.ts';
export { openReadDataSource, READ_DATA_SOURCE, READ_POSITION } from './read-data-source.ts';
export { createReadSchema, ensureReadSchema, modelOver, type ReadSchema, schemaName } from './read-schema.ts';
export { temporalIndexes, temporalTables } from './temporal.sql.ts';
export { FOREVER, STILL_KNOWN } from './timeline.ts';
export { ALL_UNITS, monthOf } from './totals.ts';
