import { Inject, Injectable } from '@nestjs/common';
import { type Operation, requireAccess } from '#access';
import { type Deal, dealStream, readDeal } from '#deals';
import { accountsOf, type Delivery, deliveryDecider, deliveryStream } from '#delivery';
import { blacklistOf } from '#enterprises';
import { COMMAND_RUNNER, type CommandContext, type CommandRunner, type Outcome, RefusedError } from '#event-store';
import { inFen } from '#measures';
import { type Budget, type BudgetCommand, budgetDecider, unbearable } from './budget.decider.ts';
import { type Clawback, type ClawbackCommand, clawbackDecider, type ClawbackFacts } from './clawback.decider.ts';
import { commitmentDecider } from './commitment.decider.ts';
import type { BudgetFact, CheckedCondition, CommitmentCommand, CommitmentFacts, DealFact } from './commitment.facts.ts';
import { commitmentSettingsOn } from './commitment.settings.ts';
import { type Commitment, type CommitmentState, heldCostings } from './commitment.state.ts';
import { ruleOf } from './commitment.table.ts';
import type { Condition, Happening } from './commitment.terms.ts';
import { promisesDecider, type PromisesState } from './promises.decider.ts';

type Read<S> = { readonly state: S; readonly revision: number };

export const commitmentStream = (id: string): string => `commitment-${id}`;
export const promisesStream = (dealId: string): string => `promises-${dealId}`;
export const clawbackStream = (dealId: string): string => `clawback-${dealId}`;
/** What one authority may promise of one year. */
export const budgetStream = (authority: string, year: number): string => `budget-${authority}-${year}`;

/** The streams of promises as handlers and reactions use them: permission, facts, decision. */
@Injectable()
export class CommitmentStreams {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  /** A promise as the log has it now; throws `commitment.unknown`. */
  async commitment(id: string): Promise<Read<Commitment>> {
    const { state, revision } = await this.runner.stateOf(commitmentStream(id), commitmentDecider);
    if (!state) throw new RefusedError('not-found', 'commitment.unknown', { id });
    return { state, revision };
  }

  promises(dealId: string): Promise<Read<PromisesState>> {
    return this.runner.stateOf(promisesStream(dealId), promisesDecider);
  }

  budget(authority: string, year: number): Promise<Read<Budget>> {
    return this.runner.stateOf(budgetStream(authority, year), budgetDecider);
  }

  clawback(dealId: string): Promise<Read<Clawback | null>> {
    return this.runner.stateOf(clawbackStream(dealId), clawbackDecider);
  }

  async deal(dealId: string): Promise<{ readonly deal: Deal; readonly revision: number; readonly delivery: Delivery; readonly deliveryRevision: number }> {
    const [{ state: deal, revision }, { state: delivery, revision: deliveryRevision }] = await Promise.all([readDeal(this.runner, dealId), this.runner.stateOf(deliveryStream(dealId), deliveryDecider)]);
    return { deal, revision, delivery, deliveryRevision };
  }

  /** Decides on a promise; `dealId` is needed for one that does not exist yet. */
  onCommitment(id: string, command: CommitmentCommand, context: CommandContext, dealId?: string): Promise<Outcome> {
    const facts = (state: CommitmentState): Promise<CommitmentFacts> => {
      const of = state?.proposed.data.dealId ?? dealId;
      if (of === undefined) throw new RefusedError('not-found', 'commitment.unknown', { id });
      return this.facts(of, command, state, context);
    };
    return this.runner.handle({ stream: commitmentStream(id), decider: commitmentDecider, command, facts, context });
  }

  onPromises(dealId: string, commitmentId: string, direction: PromisesState[number]['direction'], context: CommandContext): Promise<Outcome> {
    return this.runner.handle({ stream: promisesStream(dealId), decider: promisesDecider, command: { type: 'ListPromise', commitmentId, direction }, facts: () => undefined, context });
  }

  /** Decides on a year's budget; without an operation it is a rule's. */
  onBudget(authority: string, year: number, command: BudgetCommand, context: CommandContext, operation?: Operation): Promise<Outcome> {
    const facts = (): undefined => (operation === undefined ? undefined : (requireAccess(context.actor, operation) as undefined));
    return this.runner.handle({ stream: budgetStream(authority, year), decider: budgetDecider, command, facts, context });
  }

  onClawback(dealId: string, command: ClawbackCommand, context: CommandContext, operation?: Operation): Promise<Outcome> {
    const facts = async (): Promise<ClawbackFacts> => {
      const { deal, delivery } = await this.deal(dealId);
      const { actor, occurredOn: on, today, key } = context;
      if (operation !== undefined) requireAccess(actor, operation, { unit: deal.unit, accounts: accountsOf(delivery) });
      const terminated = deal.closing && deal.closedAt !== null && deal.closedBy === 'AgreementTerminated' ? { stream: dealStream(dealId), revision: deal.closedAt, on: deal.closing.on } : null;
      return { actor, on, today, newId: key.id, settings: commitmentSettingsOn(terminated?.on ?? on), terminated };
    };
    return this.runner.handle({ stream: clawbackStream(dealId), decider: clawbackDecider, command, facts, context });
  }

  private async facts(dealId: string, command: CommitmentCommand, commitment: CommitmentState, { actor, occurredOn: on, today }: CommandContext): Promise<CommitmentFacts> {
    const read = await this.deal(dealId);
    const operation = command.type === 'ProposeCommitment' ? 'commitment.draft' : ruleOf(command.type).operation;
    if (operation !== undefined) requireAccess(actor, operation, { unit: read.deal.unit, accounts: accountsOf(read.delivery) });
    const fulfils = (command.type === 'ReportFulfilment' || command.type === 'JudgeFulfilment') && commitment?.proposed.data.direction === 'zone-to-investor';
    const names = command.type === 'ProposeCommitment' || command.type === 'AmendCommitment';
    return {
      actor, on, today, dealId,
      deal: dealFact(dealId, read.deal, read.revision),
      settings: commitmentSettingsOn(commitment?.dueOn ?? on),
      listed: names ? (await this.promises(dealId)).state : [],
      budgets: await this.budgetFacts(command, commitment),
      conditions: fulfils && commitment ? await Promise.all(commitment.conditions.map((condition) => this.checked(condition, dealId, read))) : [],
      blacklist: fulfils ? await blacklistOf(this.runner, read.deal.opened.data.enterpriseId) : null,
      happened: command.type === 'EnforceCommitment' || command.type === 'AmendCommitment' ? await this.happened(dealId, read) : [],
    };
  }

  /** What each year's budget says to the money a command asks of it, leaving out what the command gives back. */
  private async budgetFacts(command: CommitmentCommand, commitment: CommitmentState): Promise<readonly BudgetFact[]> {
    if (command.type !== 'CostCommitment' && command.type !== 'AmendCommitment') return [];
    const { authority, line, years } = command.input;
    const given = command.type === 'CostCommitment' && commitment?.status === 'proposed' ? heldCostings(commitment).map(({ id }) => id) : [];
    if (authority === undefined || line === undefined) return [];
    return Promise.all(
      years.map(async ({ year, amount }) => {
        const { state, revision } = await this.budget(authority, year);
        return { stream: budgetStream(authority, year), revision, year, no: unbearable(state, { line, fen: inFen(amount) }, given) };
      }),
    );
  }

  private async checked(condition: Condition, dealId: string, { delivery, deliveryRevision }: { delivery: Delivery; deliveryRevision: number }): Promise<CheckedCondition> {
    const where = { stream: deliveryStream(dealId), revision: deliveryRevision };
    if ('milestone' in condition) return { condition, met: delivery.verified[condition.milestone] !== undefined, ...where };
    if ('paidIn' in condition) return { condition, met: delivery.paidInFen >= inFen(condition.paidIn), ...where };
    const { state, revision } = await this.commitment(condition.commitment);
    return { condition, met: state.status === 'fulfilled', stream: commitmentStream(condition.commitment), revision };
  }


  private async happened(dealId: string, { deal, delivery }: { deal: Deal; delivery: Delivery }): Promise<readonly Happening[]> {
    const milestones = Object.entries(delivery.verified).flatMap(([kind, event]) => (event ? [{ anchor: kind as Extract<Happening, { anchor: string }>['anchor'], on: event.occurredOn }] : []));
    const { state: listed } = await this.promises(dealId);
    const kept = await Promise.all(listed.map(async ({ id }) => ({ id, on: (await this.commitment(id)).state.fulfilled?.on })));
    const signing: readonly Happening[] = deal.formal ? [{ anchor: 'signing', on: deal.formal.on }] : [];
    return [...signing, ...milestones, ...kept.flatMap(({ id, on }) => (on === undefined ? [] : [{ commitment: id, on }]))];
  }
}

function dealFact(dealId: string, { stage, opened, amendments }: Deal, revision: number): DealFact {
  return { stream: dealStream(dealId), revision, stage, enterpriseId: opened.data.enterpriseId, amendments };
}
