import type { AttractionKind, Day, HistoryEvent, Stage } from '../api/answers.ts';
import { pathOf } from './case-view.ts';

type Entered = { readonly stage: Stage; readonly on: Day };
type Loose = Readonly<Record<string, unknown>>;

/** The column that an event moves its case to; the milestones of `landed` are told apart below. */
function columnBy({ type, data }: HistoryEvent): Stage | undefined {
  switch (type) {
    case 'LeadRegistered':
      return 'registered';
    case 'LeadTriaged':
      return data['outcome'] === 'accept' ? 'triaged' : data['outcome'] === 'reject' ? 'closed' : undefined;
    case 'ProtectionGranted':
      return 'protected';
    case 'NegotiationOpened':
    case 'DealReopened':
      return 'negotiating';
    case 'DossierSubmitted':
      return 'in-review';
    case 'ReviewConcluded':
      return data['outcome'] === 'reject' ? 'negotiating' : undefined;
    case 'DecisionMade':
      return data['decision'] === 'approve' ? 'approved' : 'negotiating';
    case 'AgreementSigned':
      return data['kind'] === 'formal' ? 'signed' : undefined;
    case 'LeadWithdrawn':
    case 'LeadLost':
    case 'DealLost':
    case 'DealWithdrawn':
    case 'AgreementTerminated':
      return 'closed';
    default:
      return MILESTONE_COLUMNS[type];
  }
}

const MILESTONE_COLUMNS: Readonly<Record<string, Stage>> = { ConstructionStarted: 'started', ProductionStarted: 'producing', CapacityReached: 'at-capacity', Arrived: 'arrived', Performing: 'performing' };
const LANDING = ['CompanyRegistered', 'SiteSecured'];

/** What a column was entered on, by a case's history: the last entry counts, and `landed` waits for both of its milestones. */
export function stageDates(events: readonly HistoryEvent[]): ReadonlyMap<Stage, Day> {
  const landing = events.filter(({ type }) => LANDING.includes(type));
  const entered: Entered[] = events.flatMap((event) => {
    const stage = columnBy(event);
    return stage === undefined ? [] : [{ stage, on: event.occurredOn }];
  });
  const dates = new Map(entered.map(({ stage, on }) => [stage, on]));
  if (new Set(landing.map(({ type }) => type)).size === LANDING.length) dates.set('landed', landing.map(({ occurredOn }) => occurredOn).toSorted().at(-1) ?? '');
  return dates;
}

export type Step = { readonly stage: Stage; readonly state: 'done' | 'now' | 'ahead'; readonly on: Day | null };

/** The columns on the path of a kind, with where the case stands and when each was entered. */
export function stepsOf(kind: AttractionKind, column: Stage | 'pool', dates: ReadonlyMap<Stage, Day>): readonly Step[] {
  const path = pathOf(kind);
  // What is closed or in the pool got as far as its latest entry says.
  const at = path.includes(column as Stage) ? path.indexOf(column as Stage) : Math.max(...path.map((stage, index) => (dates.has(stage) ? index : 0)));
  const ended = !path.includes(column as Stage);
  return path.map((stage, index) => {
    const state = index < at || (ended && index === at) ? 'done' : index === at ? 'now' : 'ahead';
    return { stage, state, on: state === 'ahead' ? null : (dates.get(stage) ?? null) };
  });
}

/** Days of holds that lie wholly or partly after a day, without the one that runs now. */
export function heldDaysSince(events: readonly HistoryEvent[], since: Day): number {
  let from: Day | null = null;
  let held = 0;
  for (const { type, occurredOn } of events) {
    if (type === 'DealPutOnHold') from = occurredOn;
    if (type !== 'DealResumed' || from === null) continue;
    const start = from > since ? from : since;
    held += Math.max(0, Math.round((Date.parse(occurredOn) - Date.parse(start)) / 86_400_000));
    from = null;
  }
  return held;
}

/** Whether the data names this case's own filing; another filing of the firm may be told in the same history. */
export const isAbout = (event: HistoryEvent, id: string): boolean => {
  const { leadId } = event.data as Loose;
  return leadId === undefined || leadId === id;
};
