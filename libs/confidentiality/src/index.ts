export { confidentialEvents, type ConfidentialEvent } from './confidential.events.ts';
export { AddConfidant, confidentialDecider, confidentialStream, LiftConfidentiality, MakeConfidential, RemoveConfidant } from './confidential.decider.ts';
export { confidantsOf, knows } from './confidential.reading.ts';
export { ConfidentialityModule } from './confidentiality.module.ts';
