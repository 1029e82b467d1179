import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isRefusal } from '#event-store';
import { addDays } from '#measures';
import { foldOf, happened } from '../../event-store/src/testing.ts';
import { type LeadCommand, leadDecider, type LeadFacts } from './lead.decider.ts';
import { type LeadEvent, leadEvents } from './lead.events.ts';
import type { LeadState } from './lead.state.ts';

const unit = fc.constantFrom('team1', 'team2', 'squad01');
const shares = fc.constantFrom({ from: 40, to: 60 }, { from: 0, to: 100 }, { from: 50, to: 60 });
const needs = fc.constantFrom({}, { workers: 3 }, { landCentiMu: 3000, other: '双回路' });
const registration = fc.record({ unit: fc.option(unit, { nil: undefined }), creditCode: fc.constantFrom(undefined, '91350100M000100Y43', '91350100M000100Y44'), confirmCheckDigit: fc.boolean() }).map(
  ({ unit: forUnit, ...code }): LeadCommand => ({ type: 'RegisterLead', contactSubject: 'person-1', input: { investor: { name: '示例公司', ...code }, title: '甲', content: '乙', kind: 'capital', source: 'fund', origin: '丙', unit: forUnit, contact: { name: '张三' } } }));
const triage = fc.oneof(
  { weight: 8, arbitrary: fc.constant<LeadCommand>({ type: 'TriageLead', input: { outcome: 'accept' } }) },
  fc.constant<LeadCommand>({ type: 'TriageLead', input: { outcome: 'reject', code: 'other', text: '丁' } }),
  unit.map((to): LeadCommand => ({ type: 'TriageLead', input: { outcome: 'refer', unit: to } })),
);
const rest: fc.Arbitrary<LeadCommand> = fc.oneof(
  fc.record({ to: unit, credit: shares }).map((input): LeadCommand => ({ type: 'OfferTransfer', input })),
  fc.constant<LeadCommand>({ type: 'AcceptTransfer', input: {} }),
  fc.constant<LeadCommand>({ type: 'DeclineTransfer', input: { reason: '否' } }),
  fc.constant<LeadCommand>({ type: 'FollowDealTransfer', input: { from: 'team1', to: 'team2', credit: { from: 0, to: 100 } } }),
  { weight: 2, arbitrary: fc.constant<LeadCommand>({ type: 'ReturnLeadToPool', input: { cause: 'released' } }) },
  unit.map((taker): LeadCommand => ({ type: 'TakeLead', input: { unit: taker } })),
  { weight: 3, arbitrary: needs.map((sheet): LeadCommand => ({ type: 'OpenNegotiation', input: { needs: sheet } })) },
  fc.constant<LeadCommand>({ type: 'EndNegotiation', input: { outcome: 'lost' } }),
  fc.constant<LeadCommand>({ type: 'ResumeNegotiation' }),
  fc.constant<LeadCommand>({ type: 'LoseLead', input: { code: 'cost', text: '戊' } }),
);
const command = fc.oneof({ weight: 4, arbitrary: registration }, { weight: 5, arbitrary: triage }, { weight: 12, arbitrary: rest });
const facts: fc.Arbitrary<LeadFacts> = fc.record({ passed: fc.constantFrom(0, 0, 1, 1, 2, 120), actorUnit: fc.constantFrom('team1', null, null), listed: fc.constantFrom(false, false, false, true), held: fc.constantFrom(true, true, true, false), met: fc.constantFrom(true, true, true, false) }).map(
  ({ passed, actorUnit, listed, held, met }) => ({
    on: addDays('2026-01-01', passed), actorUnit, duplicates: { found: 0, ordinal: 1 },
    enterprise: { known: true, blacklisted: listed ? { ground: 'other', since: '2025-01-01' } : null, revision: 2 },
    protection: held ? { from: '2026-01-01', until: '2026-04-01', revision: 3 } : null,
    twoWayContact: met ? { on: '2026-01-01', kind: 'call', revision: 4 } : null,
  }));
const walks = fc.array(fc.tuple(command, facts), { minLength: 1, maxLength: 40, size: 'max' });

type Step = { readonly command: LeadCommand; readonly facts: LeadFacts; readonly before: LeadState; readonly after: LeadState; readonly events: readonly LeadEvent[] };

function walk(commands: readonly (readonly [LeadCommand, LeadFacts])[]): { steps: Step[]; log: LeadEvent[] } {
  const log: LeadEvent[] = [];
  let state = leadDecider.initial;
  const steps = commands.map(([sent, known]): Step => {
    const before = state;
    const answer = leadDecider.decide(sent, state, known);
    const events = isRefusal(answer) ? [] : answer.map((event) => ({ ...event, occurredOn: known.on }));
    for (const event of events) state = leadDecider.evolve(state, happened<LeadEvent>(event, log.push(event) - 1));
    return { command: sent, facts: known, before, after: state, events };
  });
  return { steps, log };
}

describe('a lead, whatever is commanded', () => {
  it('is replayed to the state it had live, from events that fit their schemas', () => {
    fc.assert(fc.property(walks, (commands) => {
      const { steps, log } = walk(commands);
      const stored = JSON.parse(JSON.stringify(log)) as LeadEvent[];
      for (const event of stored) leadEvents[event.type].data.parse(event.data);
      expect(foldOf(leadDecider, stored)).toEqual(steps.at(-1)?.after);
    }), { numRuns: 200, seed: 20261124 });
  });

  it('takes one event per command or none, and a refusal leaves it as it was', () => {
    fc.assert(fc.property(walks, (commands) => {
      for (const { before, after, events } of walk(commands).steps) {
        expect(events.length).toBeLessThanOrEqual(1);
        if (events.length === 0) expect(after).toBe(before);
      }
    }), { numRuns: 200, seed: 20261124 });
  });

  it('is held by exactly one unit unless it is in the pool, and keeps every event of its past', () => {
    let pooled = 0;
    fc.assert(fc.property(walks, (commands) => {
      for (const { before, after } of walk(commands).steps) {
        expect(after.unit === null).toBe(after.status === 'pool' || after.status === 'none');
        expect(after.entries.slice(0, before.entries.length)).toEqual(before.entries);
        if (after.status === 'pool') pooled += 1;
      }
    }), { numRuns: 200, seed: 20261124 });
    expect(pooled).toBeGreaterThan(50);
  });

  it('comes to a negotiation only accepted, protected that day, met and with needs', () => {
    let negotiations = 0;
    fc.assert(fc.property(walks, (commands) => {
      for (const { command: sent, before, facts: known, events } of walk(commands).steps) {
        if (events[0]?.type !== 'NegotiationOpened' || sent.type !== 'OpenNegotiation') continue;
        negotiations += 1;
        expect(before.status).toBe('triaged');
        expect(known.protection).not.toBeNull();
        expect(known.on <= (known.protection?.until ?? '')).toBe(true);
        expect(known.twoWayContact).not.toBeNull();
        expect(Object.keys(sent.input.needs)).not.toEqual([]);
      }
    }), { numRuns: 1500, seed: 20261124 });
    expect(negotiations).toBeGreaterThan(20);
  });
});
