import { describe, expect, it } from '@jest/globals';
import { type Actor, type CommandContext, CommandRunner, type EventStore, eventCatalogue, memoryEventStore, type RecordedEvent, RefusedError } from '#event-store';
import { addDays, type Day } from '#measures';
import { memoryVault } from '#vault';
import fc from 'fast-check';
import { v5 as uuid } from 'uuid';
import type { DealCommand } from './deal.commands.ts';
import { dealDecider } from './deal.decider.ts';
import { dealEvents } from './deal.events.ts';
import { settingsOn } from './deal.settings.ts';
import { conclude, decide, documentId, otherSha, people, revalue, round, sha, sign, submit } from './deal.fixtures.ts';

const stream = 'deal-0f0e0d0c-0b0a-4908-8706-050403020100';
const today = '2027-12-31';
const { lead, office, leader } = people;
const actors: readonly Actor[] = [lead, office, leader];
const draft = (kind: 'formal' | 'intent', hash: string): DealCommand => ({ type: 'DraftAgreement', input: { kind, documentId, sha256: hash, title: '协议', fixesLandPrice: false } });
const open: DealCommand = { type: 'OpenDeal', input: { leadId: documentId, enterpriseId: documentId, unit: 'nm', title: '项目', kind: 'capital' } };

// The way to a signing, each step with its mishap; a history takes its next step now and then, so that many get there in spite of the noise.
const way: readonly (readonly [usual: DealCommand, mishap: DealCommand, by: Actor])[] = [
  [draft('formal', sha), draft('formal', otherSha), lead],
  [submit(), submit({ land: undefined }), lead],
  [conclude(), conclude({ outcome: 'defer' }), office],
  [decide(), decide({ decision: 'return' }), leader],
  [sign(), sign({ sha256: otherSha }), leader],
];

const commands: readonly DealCommand[] = [
  submit(), conclude(), decide(), sign(), draft('formal', sha),
  conclude({ outcome: 'defer' }), conclude({ outcome: 'refer' }), conclude({ outcome: 'reject' }), decide({ decision: 'return' }), decide({ sha256: otherSha }), sign({ sha256: otherSha }), sign({ kind: 'intent' }),
  draft('formal', otherSha), draft('intent', sha), revalue(900_000_000_00), revalue(505_000_000_00), round({ topics: [{ code: 'land' }] }),
  { type: 'LoseDeal', input: { code: 'cost' } }, { type: 'ReopenDeal', input: { reason: '回头' } }, { type: 'TerminateAgreement', input: { code: 'breach' } },
  { type: 'HoldDeal', input: { code: 'other', reason: '等', reviewOn: '2030-01-01' } }, { type: 'ResumeDeal', input: {} },
  { type: 'OfferTransfer', input: { to: 'gd', creditKept: 50 } }, { type: 'AcceptTransfer', input: {} }, { type: 'DeclineTransfer', input: {} },
];
const drift = fc.oneof({ weight: 4, arbitrary: fc.nat(6) }, { weight: 1, arbitrary: fc.integer({ min: -8, max: -1 }) });
const noise = fc.record({ command: fc.constantFrom(...commands), actor: fc.constantFrom(...actors), drift });
const onward = fc.record({ command: fc.oneof({ weight: 5, arbitrary: fc.constant('usual' as const) }, { weight: 1, arbitrary: fc.constant('mishap' as const) }), actor: fc.constant(lead), drift });
type Step = { readonly command: DealCommand | 'usual' | 'mishap'; readonly actor: Actor; readonly drift: number };
const steps = (maxLength: number): fc.Arbitrary<Step[]> => fc.array(fc.oneof({ weight: 6, arbitrary: onward }, { weight: 2, arbitrary: noise }), { maxLength, size: 'max' });

type Run = { readonly store: EventStore; readonly runner: CommandRunner; readonly log: readonly RecordedEvent[]; readonly outcomes: readonly ('done' | string)[] };

/** Sends the commands one after another through the real runner, each some days before or after the one before. */
async function play(steps: readonly Step[]): Promise<Run> {
  const store = memoryEventStore();
  const runner = new CommandRunner(store, eventCatalogue(dealEvents), memoryVault());
  let on: Day = '2026-04-01';
  let next = 0;
  const outcomes: string[] = [];
  for (const [index, { command, actor, drift }] of [{ command: open, actor: lead, drift: 0 }, ...steps].entries()) {
    on = addDays(on, drift);
    const before = (await store.readStream(stream)).length;
    const [usual, mishap, by] = typeof command === 'string' ? (way[next % way.length] ?? [open, open, lead]) : [command, command, actor];
    const outcome = await send(runner, command === 'mishap' ? mishap : usual, by, on, index);
    // A step that came too early in the world is tried again; one that does not fit is passed over.
    if (typeof command === 'string' && ['done', 'deal.draft-known', 'deal.not-at-this-stage'].includes(outcome)) next += 1;
    outcomes.push(outcome);
    const added = (await store.readStream(stream)).length - before;
    expect(added).toBe(outcomes.at(-1) === 'done' ? 1 : 0);
  }
  return { store, runner, log: await store.readStream(stream), outcomes };
}

async function send(runner: CommandRunner, command: DealCommand, actor: Actor, on: Day, index: number): Promise<string> {
  const id = uuid(String(index), documentId);
  const context: CommandContext = { actor, key: { id, digest: 'd' }, correlationId: id, causationId: id, via: 'api', occurredOn: on, today };
  const facts = () => ({ actor, on, today, settings: settingsOn(on), storedSha256: null });
  try {
    await runner.handle({ stream, decider: dealDecider, command, facts, context });
    return 'done';
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return error.code;
  }
}

type Data = { readonly outcome?: string; readonly decision?: string; readonly kind?: string; readonly sha256?: string };
const dataOf = (event: RecordedEvent): Data => event.data as Data;

/** The judge, apart from the decider: what stands before a formal signing since the last dossier, on both clocks. */
function lawful(log: readonly RecordedEvent[], at: number): boolean {
  const start = log.slice(0, at).findLastIndex(({ type }) => type === 'DossierSubmitted' || type === 'DealReopened');
  const since = log.slice(start, at);
  const decidedAt = since.findLastIndex((event) => event.type === 'DecisionMade');
  const decision = since[decidedAt];
  const review = since.slice(0, Math.max(decidedAt, 0)).findLast((event) => event.type === 'ReviewConcluded');
  const dossier = log[start];
  const signing = log[at];
  if (!decision || !review || !dossier || !signing) return false;
  const people = new Set([dossier.actor.account, review.actor.account, decision.actor.account]);
  const inOrder = dossier.occurredOn <= review.occurredOn && review.occurredOn <= decision.occurredOn && decision.occurredOn <= signing.occurredOn;
  return dossier.type === 'DossierSubmitted' && dataOf(review).outcome === 'pass' && dataOf(decision).decision === 'approve' && dataOf(decision).sha256 === dataOf(signing).sha256 && people.size === 3 && inOrder;
}

describe('any history of commands', () => {
  it('reaches a formal signing only over a passed review and an approving decision, on both clocks, by three people', async () => {
    let signings = 0;
    await fc.assert(
      fc.asyncProperty(steps(40), async (history) => {
        const { log } = await play(history);
        log.forEach((event, at) => {
          if (event.type !== 'AgreementSigned' || dataOf(event).kind !== 'formal') return;
          signings += 1;
          expect(lawful(log, at)).toBe(true);
        });
      }),
      { numRuns: 200, seed: 20261124 },
    );
    // Without a signing the property would hold for nothing.
    expect(signings).toBeGreaterThan(50);
  });

  it('of a deal replays to the state it had live', async () => {
    await fc.assert(
      fc.asyncProperty(steps(40), async (history) => {
        const { store, runner, log } = await play(history);
        let live: unknown;
        const asked = { stream, decider: dealDecider, command: open, context: contextOf('last') };
        await expect(runner.handle({ ...asked, facts: (state) => { live ??= state; return { actor: lead, on: today, today, settings: settingsOn(today), storedSha256: null }; } })).rejects.toMatchObject({ code: 'deal.already-open' });
        const fresh = new CommandRunner(store, eventCatalogue(dealEvents), memoryVault());
        expect((await fresh.stateOf(stream, dealDecider)).state).toEqual(live);
        expect(log.map(({ revision }) => revision)).toEqual(log.map((_, index) => index));
      }),
      { numRuns: 30, seed: 20261124 },
    );
  });
});

function contextOf(name: string): CommandContext {
  const id = uuid(name, documentId);
  return { actor: lead, key: { id, digest: 'd' }, correlationId: id, causationId: id, via: 'api', occurredOn: today, today };
}
