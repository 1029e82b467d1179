export { clawbacksProjection, commitmentsProjection, conditionsProjection, dueRows, dueSql, openDecisionsProjection } from './due.projection.ts';
export { CalendarModule } from './calendar.queries.ts';
