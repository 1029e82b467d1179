export { demonstrationEvents, type DemonstrationEvent } from './demonstration.events.ts';
export { CloseDemonstration, DEMONSTRATION_STREAM, OpenDemonstration } from './demonstration.commands.ts';
export { demonstrationDecider, type DemonstrationCommand, type DemonstrationState } from './demonstration.decider.ts';
export { demonstrationOf } from './demonstration.ts';
export { DemonstrationModule } from './demonstration.module.ts';
