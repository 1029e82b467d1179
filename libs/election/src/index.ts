export { type Candidacy, lead } from './election.ts';
export { untilAborted } from './until-aborted.ts';
