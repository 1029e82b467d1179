import { type Decider, type Happened, refuse, type Refusal } from '#event-store';
import type { Day } from '#measures';
import { clear } from '#vault';
import type { BudgetEvent } from './budget.events.ts';

/** Money of one promise in one year, by the costing that asked for it. */
export type Taken = { readonly costing: string; readonly commitmentId: string; readonly dealId: string; readonly line: string; readonly fen: number; readonly is: 'reserved' | 'confirmed' | 'released' };

/** One authority's year: its limit, its lines, and everything ever taken from them. */
export type Budget = {
  readonly limitFen: number | null;
  readonly limitSince: Day | null;
  readonly lines: { readonly [line: string]: { readonly name: string; readonly budgetFen: number; readonly since: Day } };
  readonly taken: { readonly [costing: string]: Taken };
};

type Claim = Pick<Taken, 'costing' | 'commitmentId' | 'dealId'>;
type Set = { readonly approvalReference: string; readonly lateReason?: string };
export type BudgetCommand =
  | ({ readonly type: 'SetAuthorityLimit'; readonly limitFen: number } & Set)
  | ({ readonly type: 'SetBudgetLine'; readonly line: string; readonly name: string; readonly budgetFen: number } & Set)
  | ({ readonly type: 'ReserveFunds'; readonly line: string; readonly fen: number } & Claim)
  | ({ readonly type: 'ConfirmFunds' } & Claim)
  | ({ readonly type: 'ReleaseFunds' } & Claim);

type Answer = readonly BudgetEvent[] | Refusal;

/**
 * The yes or no to every promise of money: what is reserved and confirmed, over all promises, stays within each line
 * and, over all lines, within the authority's limit for the year. A no is recorded, so that whoever asked learns it.
 */
export const budgetDecider: Decider<Budget, BudgetCommand, undefined, BudgetEvent> = {
  initial: { limitFen: null, limitSince: null, lines: {}, taken: {} },
  decide,
  evolve,
};

function decide(command: BudgetCommand, budget: Budget): Answer {
  switch (command.type) {
    case 'SetAuthorityLimit':
      return setLimit(command, budget);
    case 'SetBudgetLine':
      return setLine(command, budget);
    case 'ReserveFunds':
      return reserve(command, budget);
    case 'ConfirmFunds': {
      const { taken, refusal } = standing(command, budget);
      if (refusal) return refusal;
      return taken.is === 'reserved' ? [{ type: 'FundsConfirmed', data: { ...claimOf(command), fen: taken.fen } }] : refuse('command.nothing-to-do');
    }
    case 'ReleaseFunds':
      return release(command, budget);
  }
}

function setLimit({ limitFen, approvalReference, lateReason }: Extract<BudgetCommand, { type: 'SetAuthorityLimit' }>, budget: Budget): Answer {
  const used = usedFen(budget);
  if (limitFen < used) return refuse('budget.below-what-is-taken', { asked: limitFen, taken: used });
  return [{ type: 'AuthorityLimitSet', data: { limitFen, approvalReference, ...late(lateReason) } }];
}

function setLine({ line, name, budgetFen, approvalReference, lateReason }: Extract<BudgetCommand, { type: 'SetBudgetLine' }>, budget: Budget): Answer {
  const used = usedFen(budget, line);
  if (budgetFen < used) return refuse('budget.below-what-is-taken', { asked: budgetFen, taken: used });
  return [{ type: 'BudgetLineSet', data: { line, name, budgetFen, approvalReference, ...late(lateReason) } }];
}

function reserve({ line, fen, ...claim }: Extract<BudgetCommand, { type: 'ReserveFunds' }>, budget: Budget): Answer {
  if (budget.taken[claim.costing]) return refuse('budget.costing-settled', { costing: claim.costing });
  const no = unbearable(budget, { line, fen });
  if (!no) return [{ type: 'FundsReserved', data: { ...claimOf(claim), line, fen } }];
  const code = no.refused as Extract<BudgetEvent, { type: 'ReservationDeclined' }>['data']['code'];
  return [{ type: 'ReservationDeclined', data: { ...claimOf(claim), line, fen, code, free: Number(no.facts['free'] ?? 0) } }];
}

function release(command: Claim, budget: Budget): Answer {
  const taken = budget.taken[command.costing];
  if (taken?.is === 'released') return refuse('command.nothing-to-do');
  const data = taken ? { fen: taken.fen, was: taken.is } : { fen: 0, was: 'nothing' as const };
  return [{ type: 'FundsReleased', data: { ...claimOf(command), ...data } }];
}

function standing({ costing }: Claim, budget: Budget): { readonly taken: Taken; readonly refusal?: undefined } | { readonly refusal: Refusal; readonly taken?: undefined } {
  const taken = budget.taken[costing];
  return taken && taken.is !== 'released' ? { taken } : { refusal: refuse('budget.nothing-reserved', { costing }) };
}

/**
 * Why a year cannot bear so much more of a line, `without` the money of some costings; undefined when it can. The
 * decider asks it, and so does whoever costs a promise, before asking.
 */
export function unbearable(budget: Budget, { line, fen }: { readonly line: string; readonly fen: number }, without: readonly string[] = []): Refusal | undefined {
  const row = budget.lines[line];
  if (!row) return refuse('budget.line-unknown', { line, free: 0 });
  const ofLine = row.budgetFen - usedFen(budget, line, without);
  if (fen > ofLine) return refuse('budget.over-line', { line, asked: fen, free: ofLine });
  const ofLimit = (budget.limitFen ?? 0) - usedFen(budget, undefined, without);
  return fen > ofLimit ? refuse('budget.over-authority-limit', { line, asked: fen, free: Math.max(ofLimit, 0) }) : undefined;
}

/** What is reserved and confirmed, in 分, of one line or of all. */
export function usedFen({ taken }: Budget, line?: string, without: readonly string[] = []): number {
  return Object.values(taken)
    .filter((each) => each.is !== 'released' && (line === undefined || each.line === line) && !without.includes(each.costing))
    .reduce((sum, { fen }) => sum + fen, 0);
}

/** Sums of a budget, in 分, of one line or of all. */
export function sumsOf({ taken }: Budget, line?: string): { readonly reserved: number; readonly confirmed: number; readonly released: number } {
  const sum = (is: Taken['is']): number => Object.values(taken).filter((each) => each.is === is && (line === undefined || each.line === line)).reduce((total, { fen }) => total + fen, 0);
  return { reserved: sum('reserved'), confirmed: sum('confirmed'), released: sum('released') };
}

function evolve(budget: Budget, event: Happened<BudgetEvent>): Budget {
  switch (event.type) {
    case 'AuthorityLimitSet':
      return { ...budget, limitFen: event.data.limitFen, limitSince: event.occurredOn };
    case 'BudgetLineSet':
      return { ...budget, lines: { ...budget.lines, [event.data.line]: { name: event.data.name, budgetFen: event.data.budgetFen, since: event.occurredOn } } };
    case 'FundsReserved':
      return take(budget, { ...event.data, is: 'reserved' });
    case 'ReservationDeclined':
      return take(budget, { ...claimOf(event.data), line: event.data.line, fen: 0, is: 'released' });
    case 'FundsConfirmed':
    case 'FundsReleased': {
      const { line = '', fen = 0 } = budget.taken[event.data.costing] ?? {};
      return take(budget, { ...claimOf(event.data), line, fen, is: event.type === 'FundsConfirmed' ? 'confirmed' : 'released' });
    }
    default:
      return budget;
  }
}

const take = (budget: Budget, taken: Taken): Budget => ({ ...budget, taken: { ...budget.taken, [taken.costing]: taken } });
const claimOf = ({ costing, commitmentId, dealId }: Claim): Claim => ({ costing, commitmentId, dealId });
const late = (reason: string | undefined): { lateReason?: ReturnType<typeof clear> } => (reason === undefined ? {} : { lateReason: clear(reason) });
