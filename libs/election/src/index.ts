export { type Candidacy, lead } from './election.ts';
