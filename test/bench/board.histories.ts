import type { EventCatalogue, EventStore, NewEvent } from '../../libs/event-store/src/index.ts';
import { memoryEventStore } from '../../libs/event-store/src/index.ts';
import { addDays, cny, type Day } from '../../libs/measures/src/index.ts';
import { type Random, randomOf } from '../judge/random.ts';

/** The units of the boards. */
export const UNITS: readonly string[] = Array.from({ length: 25 }, (_, n) => `unit${String(n + 1).padStart(2, '0')}`);

/** Five years of boards, from the first registration to today. */
export const FIRST_DAY: Day = '2021-11-24';
export const LAST_DAY: Day = '2026-11-23';
const DAYS = 1826;

/** One thing that happened to a deal, and the day it was recorded. */
type Step = { readonly deal: number; readonly type: string; readonly on: Day; readonly recorded: Day; readonly data: Readonly<Record<string, unknown>> };

/**
 * A log of `deals` short lives over five years, the same for the same number: most have ended or reached capacity, a
 * tenth of the entries come up to a month late. Each event stands `copies` times one after another, each for a deal of
 * its own. Events have the fields that cards are folded from, and lives skip most columns, to keep a million of them
 * within minutes.
 */
export async function historiesOf(deals: number, copies = 1): Promise<EventStore> {
  const store = memoryEventStore();
  const first = event('demonstration', 0, { type: 'DemonstrationOpened', on: FIRST_DAY, data: { seed: deals } });
  await store.append('demonstration-1', 'none', [first], { at: `${FIRST_DAY}T00:00:00.000000Z` });
  const random = randomOf(20_261_124);
  const steps = Array.from({ length: deals }, (_, deal) => lifeOf(deal, random)).flat();
  steps.sort((a, b) => (a.recorded < b.recorded ? -1 : a.recorded > b.recorded ? 1 : 0));
  const today = { day: '', second: 0 };
  for (const [index, step] of steps.entries()) {
    Object.assign(today, step.recorded === today.day ? { second: today.second + 1 } : { day: step.recorded, second: 0 });
    for (let copy = 0; copy < copies; copy++) {
      const at = `${new Date(Date.parse(`${today.day}T00:00:00Z`) + 1000 * today.second).toISOString().slice(0, 19)}.${String(copy).padStart(6, '0')}Z`;
      const id = caseOf(step.deal, copy);
      await store.append(streamOf(step.type, id), 'any', [event(id, index, { ...step, data: step.type === 'ProtectionGranted' ? { ...step.data, leadId: id } : step.data })], { at });
    }
  }
  return store;
}

/** The id of a deal's copy: its first eight digits count the copies. */
export const caseOf = (deal: number, copy: number): string => `${hex(copy, 8)}-0000-4000-8000-${hex(deal, 12)}`;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

const LEAD_EVENTS = ['LeadRegistered', 'LeadTriaged', 'LeadLost', 'NegotiationOpened'];
const DELIVERY_EVENTS = ['CompanyRegistered', 'SiteSecured', 'ConstructionStarted', 'ProductionStarted', 'CapacityReached', 'Arrived', 'Performing'];
const streamOf = (type: string, id: string): string => `${LEAD_EVENTS.includes(type) ? 'lead' : DELIVERY_EVENTS.includes(type) ? 'delivery' : type === 'ProtectionGranted' ? 'claim' : 'deal'}-${id}`;

/** A life: a third ends as a lead; the others come to talks, most sign, and go on to capacity or to performing. */
function lifeOf(deal: number, random: Random): readonly Step[] {
  const unit = random.pick(UNITS);
  const kind = random.pick(['capital', 'capital', 'capital', 'talent', 'platform'] as const);
  const estimate = cny((1 + random.upTo(5000)) * 10_000_000);
  const steps: Step[] = [];
  let on = addDays(FIRST_DAY, random.upTo(DAYS));
  const happens = (type: string, after: number, data: Step['data'] = {}): void => {
    on = addDays(on, after);
    const recorded = type !== 'LeadRegistered' && random.chance(0.1) ? addDays(on, 1 + random.upTo(30)) : on;
    if (recorded <= LAST_DAY) steps.push({ deal, type, on, recorded, data });
  };
  happens('LeadRegistered', 0, { enterpriseId: caseOf(deal, 0), investor: { name: `示例新材料${deal}有限公司（虚构）` }, title: `年产${deal}万吨高性能纤维项目`, content: '厂房与两条产线', kind, estimate, chain: 'new-materials', source: 'industry-chain', unit });
  if (random.chance(0.15)) {
    happens('LeadTriaged', random.upTo(4), { outcome: 'accept' });
    happens('ProtectionGranted', random.upTo(4), { until: addDays(on, 90) });
  }
  if (random.chance(0.35)) {
    happens('LeadLost', 20 + random.upTo(80), { code: 'went-elsewhere' });
    return steps;
  }
  happens('NegotiationOpened', 5 + random.upTo(60), { unit });
  if (random.chance(0.15)) {
    happens('DossierSubmitted', 20 + random.upTo(60), { dossier: {} });
    happens('DecisionMade', 5 + random.upTo(30), { decision: 'approve' });
  }
  if (random.chance(0.25)) {
    happens('DealLost', 30 + random.upTo(200), { code: 'land' });
    return steps;
  }
  happens('AgreementSigned', 20 + random.upTo(120), { kind: 'formal', amount: estimate });
  const milestones = kind === 'capital' ? ['CompanyRegistered', 'SiteSecured', 'ConstructionStarted', 'ProductionStarted'] : ['Arrived'];
  if (random.chance(0.12)) for (const milestone of milestones) happens(milestone, 20 + random.upTo(120));
  happens(kind === 'capital' ? 'CapacityReached' : 'Performing', 60 + random.upTo(300));
  return steps;
}

function event(key: string, index: number, { type, on, data }: Pick<Step, 'type' | 'on' | 'data'>): NewEvent {
  const id = `${hex(index, 8)}-0000-4000-9000-${key.slice(0, 8).padStart(8, '0').replace(/[^0-9a-f]/g, '0')}0000`;
  return { id, type, schema: 1, occurredOn: on, actor: { account: 'office', unit: null, role: 'office' }, correlationId: id, causationId: id, commandKey: { id, digest: 'bench' }, via: 'demonstration', data };
}

/** Takes every event as it is: these are of the schemas of this build. */
export const asWritten: EventCatalogue = { types: {}, check: () => undefined, upcast: (event) => event };
