import { describe, expect, it } from '@jest/globals';
import { checkCreditCode } from '#enterprises';
import { dayOf } from '#event-store';
import { daysBetween, inFen } from '#measures';
import type { StoryCommand } from '../commands.ts';
import { plannedUnits } from '../data/units.ts';
import { planChains, planProjects } from '../plan.ts';
import { diceOf } from './dice.ts';
import { firstDay, type Step, tellStory } from './story.ts';
import { subjects } from './subjects.ts';

const now = '2026-11-24T03:00:00.000Z';
const story = tellStory({ seed: 'liuhen-1', now });
const told = JSON.stringify(story.steps);

type Named<N extends StoryCommand['name']> = Extract<StoryCommand, { name: N }>;
const of = <N extends StoryCommand['name']>(name: N): readonly (Step & { readonly command: Named<N> })[] =>
  story.steps.filter((step): step is Step & { command: Named<N> } => step.command.name === name);

describe('the fiction of the demonstration', () => {
  it('is the same for the same seed and day, and another for another', () => {
    expect(tellStory({ seed: 'liuhen-1', now: '2026-11-24T15:59:59.000Z' })).toEqual(story);
    expect(tellStory({ seed: 'liuhen-2', now }).steps.map(({ key, at }) => [key, at])).not.toEqual(story.steps.map(({ key, at }) => [key, at]));
  });

  it('covers the 18 months before its day, for any seed and on any day of the year', () => {
    expect([story.from, story.today]).toEqual(['2025-05-24', '2026-11-24']);
    expect(firstDay('2026-08-31')).toBe('2025-02-28');
    for (const [seed, day] of [['a', '2026-08-31'], ['b', '2027-01-01'], ['c', '2028-02-29']] as const) {
      const other = tellStory({ seed, now: `${day}T01:00:00.000Z` });
      expect(other.steps.length).toBeGreaterThan(4000);
      expect(other.steps.every(({ at }) => at > other.startsAt && at < other.endsAt)).toBe(true);
    }
  });

  it('is recorded in order, after its start and before its end, each scene at one instant once', () => {
    const instants = story.steps.map(({ at }) => at);
    expect(instants).toEqual([...instants].sort());
    expect(instants[0]! > story.startsAt && instants.at(-1)! < story.endsAt && story.endsAt < now).toBe(true);
    const moments = story.steps.map(({ at, key }) => `${at} ${key.slice(0, key.lastIndexOf('/'))}`);
    expect(new Set(moments).size).toBe(moments.length);
    expect(new Set(story.steps.map(({ key }) => key)).size).toBe(story.steps.length);
  });

  it('enters nothing before it happened, much of it late, and gives a reason for what is over 30 days late', () => {
    const late = story.steps.map((step) => ({ ...step, days: daysBetween(step.occurredOn, dayOf(step.at)) }));
    expect(late.every(({ days }) => days >= 0)).toBe(true);
    expect(late.filter(({ days }) => days > 0).length).toBeGreaterThan(400);
    const veryLate = late.filter(({ days }) => days > 30);
    expect(veryLate.length).toBeGreaterThan(15);
    expect(veryLate.every(({ command }) => 'lateReason' in command.input)).toBe(true);
  });

  it('has about 400 leads and 120 deals of all kinds, from every unit', () => {
    const leads = of('RegisterLead');
    expect(leads.length).toBeGreaterThan(370);
    expect(leads.length).toBeLessThan(430);
    expect(of('OpenNegotiation').length).toBeGreaterThan(110);
    expect(of('OpenNegotiation').length).toBeLessThan(130);
    expect(new Set(leads.map(({ actor }) => actor.unit))).toEqual(new Set(plannedUnits.map(({ code }) => code)));
    expect(new Set(leads.map(({ command }) => command.input.kind))).toEqual(new Set(['capital', 'talent', 'technology', 'platform']));
    expect(new Set(leads.map(({ command }) => command.input.chain))).toEqual(new Set(planChains.map(({ code }) => code)));
  });

  it('shows every turn a case can take', () => {
    const turns = ['TakeLead', 'ExpireProtection', 'RenewProtection', 'ReleaseProtection', 'MarkSameContent', 'AcceptLead', 'DeclineLead', 'AcceptDeal', 'DeclineDeal', 'HoldDeal', 'ResumeDeal', 'ReopenDeal', 'AmendAgreement', 'TerminateAgreement', 'Revalue', 'BlacklistEnterprise'] as const;
    expect(turns.filter((name) => of(name).length < 2)).toEqual([]);
    expect(new Set(of('ConcludeReview').map(({ command }) => command.input.outcome))).toEqual(new Set(['pass', 'pass-with-conditions', 'defer', 'reject']));
    expect(new Set(of('SignAgreement').map(({ command }) => command.input.kind))).toEqual(new Set(['framework', 'intent', 'formal']));
    expect(of('GrantProtection').filter(({ command }) => command.input.overtakeReason !== undefined).length).toBe(3);
    expect(story.steps.some(({ actor }) => actor.onBehalfOf !== undefined)).toBe(true);
  });

  it('is visibly fiction: marked firms, sample people, phones of no area, credit codes of no region', () => {
    for (const { command } of of('RegisterLead')) {
      const { investor, contact } = command.input;
      expect(investor.name).toContain('（虚构）');
      if (contact) expect([contact.name.slice(1, 3), contact.phone?.slice(0, 4)]).toEqual(['示例', '000-']);
      if (investor.creditCode) expect([checkCreditCode(investor.creditCode).kind, investor.creditCode.slice(2, 8)]).toEqual(['valid', '000000']);
    }
  });

  it('names no firm of the plan', () => {
    const real = [...planProjects.flatMap(({ investor }) => investor ?? []), ...planChains.flatMap(({ segments }) => segments.flatMap(({ anchors }) => anchors))];
    expect(real.length).toBeGreaterThan(40);
    expect(real.filter((name) => told.includes(name))).toEqual([]);
  });

  it('stays between 0.3 and 30 亿元', () => {
    const estimates = of('RegisterLead').map(({ command }) => inFen(command.input.estimate!));
    expect(Math.min(...estimates)).toBeGreaterThanOrEqual(3_000_000_000);
    expect(Math.max(...estimates)).toBeLessThanOrEqual(300_000_000_000);
    expect(of('RegisterLead').some(({ command }) => command.input.estimate?.currency === 'USD')).toBe(true);
  });
});

describe('the subjects of the fiction', () => {
  it('fit links that the plan has, and none that it counts as there', () => {
    const status = new Map(planChains.flatMap(({ segments }) => segments.flatMap(({ links }) => links.map((link) => [link.code, link.status] as const))));
    expect(subjects.filter(({ link }) => status.get(link) === undefined || status.get(link) === 'HAVE')).toEqual([]);
    expect(new Set(subjects.map(({ link }) => link)).size).toBe(subjects.length);
  });
});

describe('dice', () => {
  it('fall the same way for the same seed, and stay within their bounds', () => {
    const [one, other] = [diceOf('x'), diceOf('x')];
    const falls = Array.from({ length: 2000 }, () => one.int(3, 7));
    expect(falls).toEqual(Array.from({ length: 2000 }, () => other.int(3, 7)));
    expect(new Set(falls)).toEqual(new Set([3, 4, 5, 6, 7]));
    expect(() => one.pick([])).toThrow(RangeError);
  });

  it('weigh what is likelier', () => {
    const dice = diceOf('weights');
    const heavy = Array.from({ length: 1000 }, () => dice.weighted([['heavy', 9], ['light', 1]])).filter((side) => side === 'heavy').length;
    expect(heavy).toBeGreaterThan(850);
    expect(heavy).toBeLessThan(950);
  });
});
