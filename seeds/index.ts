export { planChains, planProjects, type PlanOptions, type Seeded, seedPlan, type SeedMember } from './plan.ts';
export { plannedUnits, type PlannedUnit } from './data/units.ts';
export { type DemonstrationOptions, type Played, playDemonstration, type Stage, type StoryClock } from './demonstration.ts';
export { demonstrationMembers } from './fiction/people.ts';
export { type Step, type Story, tellStory } from './fiction/story.ts';
export { type StoryCommand } from './commands.ts';
