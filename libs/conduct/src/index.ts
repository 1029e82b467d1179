export * from './conduct.commands.ts';
export { type About, type ConductEvent, conductEvents } from './conduct.events.ts';
export { type ConductCommand, type ConductFacts, type ConductState, conductDecider, conductStream, type Declaration, interestsOf } from './conduct.decider.ts';
export { ConductModule } from './conduct.module.ts';
