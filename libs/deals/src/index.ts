export { type AttractionKind, type Column, type ColumnEvent, type DealStage, type MilestoneKind, attractionKind, milestoneKind, nextColumn, paths, stageAfter } from './deal.columns.ts';
export * from './deal.commands.ts';
export { type DealEvent, type Dossier, dealEvents } from './deal.events.ts';
export { type DealFacts, principal, sharesHands } from './deal.facts.ts';
export { type Deal, type DealState, type Entry } from './deal.state.ts';
export { type Missing, missing, missingNext } from './deal.requirements.ts';
export { type DealCommandName, fittingCommands, ruleOf } from './deal.table.ts';
export { type DealSettings, dealSettings, settingsOn } from './deal.settings.ts';
export { dealDecider } from './deal.decider.ts';
