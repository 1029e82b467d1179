export { correctionEvents, type CorrectionEvent } from './correction.events.ts';
export { CorrectEntry } from './correction.commands.ts';
export { correctEntry, type CorrectionFacts } from './correction.rules.ts';
export { correctable, type Correctable, type Fixed } from './correctable.ts';
export { CorrectionsModule } from './corrections.module.ts';
export { offersCorrection } from './correction.access.ts';
