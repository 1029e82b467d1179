import { mayAccess, type Operation, type Relation } from '#access';
import type { Actor } from '#event-store';
import { type Money, money } from '#measures';
import type { Vault } from '#vault';
import { z } from 'zod';
import { type Budget, sumsOf } from './budget.decider.ts';
import type { Clawback } from './clawback.decider.ts';
import { type Commitment, lacks } from './commitment.state.ts';
import { fittingCommitmentCommands, ruleOf } from './commitment.table.ts';
import { condition, direction, dueRule, measure, policyBasis, promiseKind } from './commitment.terms.ts';

const openText = z.union([z.strictObject({ text: z.string() }), z.strictObject({ erased: z.literal(true) })]);
const by = z.strictObject({ account: z.string(), on: z.iso.date() });

/** What `GET /commitments/:id` answers. */
export const commitmentSchema = z.strictObject({
  id: z.uuid(),
  revision: z.int(),
  dealId: z.uuid(),
  enterpriseId: z.uuid(),
  direction,
  kind: promiseKind,
  title: z.string(),
  status: z.enum(['proposed', 'approved', 'pending', 'due', 'fulfilled', 'waived', 'breached', 'ended', 'clawed-back']),
  measure,
  trigger: openText.nullable(),
  due: dueRule,
  dueOn: z.iso.date().nullable(),
  overdue: z.boolean(),
  conditions: z.array(condition),
  policy: policyBasis,
  approvalReference: z.string().nullable(),
  proposed: by,
  costings: z.array(z.strictObject({ authority: z.string(), line: z.string().nullable(), years: z.array(z.strictObject({ year: z.int(), fen: z.int() })), is: z.enum(['asked', 'reserved', 'declined', 'released']) })),
  clearance: by.extend({ legalBasis: z.looseObject({ document: z.string() }), fairCompetition: z.looseObject({ outcome: z.string(), reference: z.string() }) }).nullable(),
  approvedOn: z.iso.date().nullable(),
  signedOn: z.iso.date().nullable(),
  report: by.extend({ evidence: z.array(z.uuid()), note: openText.nullable(), overriddenBy: z.string().nullable(), override: openText.nullable() }).nullable(),
  fulfilled: by.extend({ reportedBy: z.string() }).nullable(),
  ending: by.extend({ reason: openText.nullable(), cause: z.string().nullable() }).nullable(),
  lacks: z.array(z.enum(['costing', 'reservation', 'clearance'])),
  allowed: z.array(z.string()),
});

/** A promise as a reader gets it: its texts opened, what it still lacks, and what this actor may do. */
export async function commitmentView(vault: Pick<Vault, 'openData'>, { id, state, revision }: { id: string; state: Commitment; revision: number }, actor: Actor, relation: Relation): Promise<z.infer<typeof commitmentSchema>> {
  const { proposed, status, due, dueOn, overdue, conditions, costings, clearance, approval, enforced, report, fulfilled, ending } = state;
  const { dealId, enterpriseId, direction: to, kind, title, policy, approvalReference = null } = proposed.data;
  const opened = await vault.openData(proposed.id, proposed.data);
  const told = report && (await vault.openData(report.id, report.data));
  const ended = ending && ((await vault.openData(ending.id, ending.data)) as { reason?: { text: string }; cause?: string });
  return {
    id, revision, dealId, enterpriseId, direction: to, kind, title, status, measure: state.measure, trigger: opened.trigger ?? null, due, dueOn, overdue, policy, approvalReference,
    conditions: [...conditions],
    proposed: who(proposed),
    costings: costings.map(({ authority, line, years, is }) => ({ authority, line, years: [...years], is })),
    clearance: clearance && { ...who(clearance), legalBasis: clearance.data.legalBasis, fairCompetition: clearance.data.fairCompetition },
    approvedOn: approval?.data.decidedOn ?? null,
    signedOn: enforced?.data.signedOn ?? null,
    report: report && told && { ...who(report), evidence: report.data.evidence, note: told.note ?? null, overriddenBy: report.data.blacklist?.overriddenBy ?? null, override: told.blacklist?.override ?? null },
    fulfilled: fulfilled && { ...who(fulfilled), reportedBy: fulfilled.data.reportedBy },
    ending: ending && { ...who(ending), reason: ended?.reason ?? null, cause: ended?.cause ?? null },
    lacks: status === 'proposed' ? [...lacks(state)] : [],
    allowed: fittingCommitmentCommands(state).filter((command) => {
      const { operation } = ruleOf(command);
      return operation !== undefined && mayAccess(actor, operation, relation);
    }),
  };
}

const who = ({ by: actor, on }: { by: Actor; on: string }): { account: string; on: string } => ({ account: actor.account, on });

/** What an actor may do about money claimed back: claim it after a termination, then record what comes in, judge it, or give it up. */
export function allowedOnClawback(clawback: Clawback | null, terminated: boolean, actor: Actor, relation: Relation): readonly string[] {
  const may = (operation: Operation, command: string): readonly string[] => (mayAccess(actor, operation, relation) ? [command] : []);
  if (clawback === null) return terminated ? may('clawback.claim', 'ClaimClawback') : [];
  if (clawback.closed) return [];
  const judged = Object.values(clawback.payments).some(({ verdict }) => verdict === 'open');
  return [...may('clawback.record', 'RecordClawbackPayment'), ...(judged ? may('commitment.verify', 'JudgeClawbackPayment') : []), ...may('commitment.waive', 'CloseClawback')];
}

/** What is claimed back, and what came in for it. */
export const clawbackSchema = z.strictObject({
  amount: money,
  claimedOn: z.iso.date(),
  deadline: z.iso.date(),
  overdue: z.boolean(),
  paidFen: z.int(),
  closed: z.enum(['paid', 'waived']).nullable(),
  payments: z.array(z.strictObject({ id: z.uuid(), amount: money, on: z.iso.date(), by: z.string(), verdict: z.enum(['open', 'verified', 'refused']) })),
});

/** A clawback as a reader gets it. */
export function clawbackView({ claimed, claimedOn, payments, paidFen, overdue, closed }: Clawback): z.infer<typeof clawbackSchema> {
  const paid = Object.entries(payments).map(([id, payment]) => ({ id, amount: payment.amount as Money, on: payment.on, by: payment.by.account, verdict: payment.verdict }));
  return { amount: claimed.amount, claimedOn, deadline: claimed.deadline, overdue, paidFen, closed, payments: paid };
}

const sums = { reserved: z.int(), confirmed: z.int(), released: z.int(), free: z.int() };

/** What `GET /budgets/:authority/:year` answers; all amounts in 分 of CNY. */
export const budgetSchema = z.strictObject({
  authority: z.string(),
  year: z.int(),
  revision: z.int(),
  limit: z.int().nullable(),
  limitSince: z.iso.date().nullable(),
  ...sums,
  lines: z.array(z.strictObject({ line: z.string(), name: z.string(), budget: z.int(), since: z.iso.date(), ...sums })),
});

/** A year's budget as a reader gets it: `free` of a line is what both the line and the limit still bear. */
export function budgetView(authority: string, year: number, { state, revision }: { state: Budget; revision: number }): z.infer<typeof budgetSchema> {
  const total = sumsOf(state);
  const free = Math.max((state.limitFen ?? 0) - total.reserved - total.confirmed, 0);
  const lines = Object.entries(state.lines).map(([line, { name, budgetFen, since }]) => {
    const ofLine = sumsOf(state, line);
    return { line, name, budget: budgetFen, since, ...ofLine, free: Math.min(budgetFen - ofLine.reserved - ofLine.confirmed, free) };
  });
  return { authority, year, revision, limit: state.limitFen, limitSince: state.limitSince, ...total, free, lines };
}
