export { type Card, POOL, type Stage } from './card.ts';
export { cardProjection } from './card.projection.ts';
export { casesOf } from './case.ts';
export { AsOfReader, asOfFields } from './as-of.ts';
export { board, boardTotals, type BoardCard, type BoardColumn, STAGES } from './board.queries.ts';
export { type Change, changesBetween } from './changes.queries.ts';
export { pipelineReadModel } from './read-model.ts';
export { FiledDuplicates } from './duplicate-index.ts';
export { PipelineModule } from './pipeline.module.ts';
