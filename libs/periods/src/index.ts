export { month, periodEvents, type PeriodEvent, reported } from './period.events.ts';
export { ClosePeriod, type PeriodCommand, RestatePeriod } from './period.commands.ts';
export { periodDecider, type PeriodFacts, type PeriodState } from './period.decider.ts';
export { periodParam } from './period.controller.ts';
export { type ReportedFigures } from './period.handlers.ts';
export { periodsModule } from './periods.module.ts';
