import { type Actor, type Clock, type CommandContext, CommandRunner, type EventStore, eventCatalogue, type Outcome, type RecordedEvent, RefusedError } from '#event-store';
import { type DealCommand, dealDecider, dealEvents, dealStream, settingsOn } from '#deals';
import { deliveryEvents } from '#delivery';
import { enterpriseEvents } from '#enterprises';
import { cny, type Day } from '#measures';
import { memoryVault } from '#vault';
import { v5 as uuid } from 'uuid';
import { budgetEvents } from './budget.events.ts';
import { clawbackEvents } from './clawback.events.ts';
import { commitmentEvents } from './commitment.events.ts';
import type { CommitmentCommand } from './commitment.facts.ts';
import { CommitmentReactions } from './commitment.reactions.ts';
import { CommitmentStreams } from './commitment.streams.ts';
import { promisesOf } from './deal-promises.ts';
import { promisesEvents } from './promises.decider.ts';

const KEYS = '6a3c6c9e-0f4e-5b7a-9c55-8f0f7b1e2d33';
export const TODAY: Day = '2026-06-01';
const clock: Clock = { now: () => `${TODAY}T04:00:00.000Z`, stamp: () => undefined };
const sha256 = 'a'.repeat(64);
const document = { documentId: uuid('text', KEYS), sha256 };
const cleared = { by: 'legal', on: '2026-03-01' };
const actors: Readonly<Record<string, Actor>> = Object.fromEntries(
  [['nm.member', 'nm', 'member'], ['nm.lead', 'nm', 'team-lead'], ['office', null, 'office'], ['leader', null, 'leader'], ['finance', null, 'finance'], ['legal', null, 'legal'], ['verifier', null, 'verifier']].map(
    ([account, unit, role]) => [account, { account: account!, unit: unit ?? null, role: role! }],
  ),
);

/** Deals, promises and budgets over one log, as a process of the product sees them; a restart forgets everything but the log. */
export class PromiseWorld {
  private runner: CommandRunner;
  private streams: CommitmentStreams;
  private reactions: CommitmentReactions;
  private sent = 0;
  private followed = 0;

  constructor(readonly store: EventStore) {
    [this.runner, this.streams, this.reactions] = this.started();
  }

  private started(): [CommandRunner, CommitmentStreams, CommitmentReactions] {
    const catalogue = eventCatalogue(dealEvents, deliveryEvents, enterpriseEvents, commitmentEvents, promisesEvents, budgetEvents, clawbackEvents);
    const runner = new CommandRunner(this.store, catalogue, memoryVault());
    const streams = new CommitmentStreams(runner);
    return [runner, streams, new CommitmentReactions(streams, runner, clock)];
  }

  /** The process dies and another starts. */
  restart(): void {
    [this.runner, this.streams, this.reactions] = this.started();
  }

  /** The process manager follows the log to its end; after `fromTheStart` it has lost its cursor. */
  async follow(fromTheStart = false): Promise<void> {
    if (fromTheStart) this.followed = 0;
    for (let events = await this.next(); events.length > 0; events = await this.next()) {
      for (const event of events) {
        await this.reactions.react(event);
        this.followed = event.position;
      }
    }
  }

  private next(): Promise<readonly RecordedEvent[]> {
    return this.store.readAll({ after: this.followed, limit: 100 });
  }

  context(account: string, on: Day = TODAY): CommandContext {
    const id = uuid(String(this.sent++), KEYS);
    return { actor: actors[account]!, key: { id, digest: 'd' }, correlationId: id, causationId: id, via: 'api', occurredOn: on, today: TODAY };
  }

  /** A command on a promise, its reactions at once; a refusal is told by its code. */
  on(id: string, command: CommitmentCommand, account: string, dealId?: string): Promise<string> {
    return told(async () => this.reactions.after(await this.streams.onCommitment(id, command, this.context(account), dealId)));
  }

  /** A command on a deal, with its promises read fresh. */
  deal(dealId: string, command: DealCommand, account: string): Promise<string> {
    const context = this.context(account);
    const facts = async () => ({ actor: context.actor, on: TODAY, today: TODAY, settings: settingsOn(TODAY), storedSha256: null, promises: await promisesOf(this.runner)(dealId, TODAY), blacklist: { blacklisted: null, stream: 'enterprise-1', revision: 0 } });
    return told(() => this.runner.handle({ stream: dealStream(dealId), decider: dealDecider, command, facts, context }));
  }

  async budget(authority: string, year: number, limitFen: number, line: string, budgetFen: number): Promise<void> {
    await this.streams.onBudget(authority, year, { type: 'SetAuthorityLimit', limitFen, approvalReference: '一号' }, this.context('finance'), 'budget.set');
    await this.streams.onBudget(authority, year, { type: 'SetBudgetLine', line, name: '产业扶持', budgetFen, approvalReference: '一号' }, this.context('finance'), 'budget.set');
  }

  /** A deal in review, with a formal draft. */
  async negotiated(dealId: string): Promise<void> {
    await this.deal(dealId, { type: 'OpenDeal', input: { leadId: dealId, enterpriseId: uuid('firm', KEYS), unit: 'nm', title: '项目', kind: 'talent' } }, 'nm.member');
    await this.deal(dealId, { type: 'DraftAgreement', input: { kind: 'formal', ...document, title: '协议', fixesLandPrice: false } }, 'nm.member');
  }

  async reviewed(dealId: string): Promise<void> {
    await this.submitted(dealId);
    await this.concluded(dealId);
  }

  submitted(dealId: string): Promise<string> {
    return this.deal(dealId, { type: 'SubmitDossier', input: { totalInvestment: cny(100), jobs: 1, timetable: [{ milestone: 'arrived', plannedOn: '2027-01-01' }] } }, 'nm.lead');
  }

  concluded(dealId: string): Promise<string> {
    return this.deal(dealId, { type: 'ConcludeReview', input: { outcome: 'pass', quorum: { present: 5, required: 3 }, votes: { for: 5, against: 0 }, recused: [], conditions: [] } }, 'office');
  }

  decided(dealId: string, decision: 'approve' | 'reject' | 'return' = 'approve'): Promise<string> {
    return this.deal(dealId, { type: 'MakeDecision', input: { decision, ...(decision === 'approve' && { sha256, legal: cleared, fairCompetition: cleared }) } }, 'leader');
  }

  signed(dealId: string): Promise<string> {
    return this.deal(dealId, { type: 'SignAgreement', input: { kind: 'formal', ...document } }, 'leader');
  }

  /** A subsidy of the zone: proposed, costed over these years, cleared. */
  async promised(id: string, dealId: string, years: readonly (readonly [year: number, fen: number])[]): Promise<readonly string[]> {
    const fen = years.reduce((sum, [, each]) => sum + each, 0);
    return [await this.proposed(id, dealId, fen), await this.costed(id, years), await this.cleared(id)];
  }

  proposed(id: string, dealId: string, fen: number): Promise<string> {
    return this.on(id, { type: 'ProposeCommitment', input: { direction: 'zone-to-investor', kind: 'subsidy', title: '补贴', measure: { of: 'money', money: cny(fen) }, due: { on: '2026-12-31' }, conditions: [], policy: 'published' } }, 'nm.member', dealId);
  }

  cleared(id: string): Promise<string> {
    return this.on(id, { type: 'ClearCommitment', input: { verdict: 'clear', legalBasis: { document: '办法' }, fairCompetition: { outcome: 'no-concern', reference: '三号' } } }, 'legal');
  }

  costed(id: string, years: readonly (readonly [year: number, fen: number])[]): Promise<string> {
    return this.on(id, { type: 'CostCommitment', input: { authority: 'gwh', line: 'a1', years: years.map(([year, each]) => ({ year, amount: cny(each) })) } }, 'finance');
  }

  async standing(id: string): Promise<string> {
    return (await this.streams.commitment(id)).state.status;
  }

  /** What each costing of a year's budget holds. */
  async held(year: number): Promise<Readonly<Record<string, number>>> {
    const { state } = await this.streams.budget('gwh', year);
    const sums: Record<string, number> = {};
    for (const { is, fen } of Object.values(state.taken)) if (fen > 0) sums[is] = (sums[is] ?? 0) + fen;
    return sums;
  }

  log(): Promise<readonly RecordedEvent[]> {
    return this.store.readAll({ after: 0, limit: 100_000 });
  }
}

/** `done`, or the code of the refusal; a crash of the log goes through. */
async function told(act: () => Promise<Outcome>): Promise<string> {
  try {
    await act();
    return 'done';
  } catch (error) {
    if (error instanceof RefusedError) return error.code;
    throw error;
  }
}
