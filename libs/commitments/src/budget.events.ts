import { type EventOf, type EventTypes } from '#event-store';
import { SecretText } from '#vault';
import { z } from 'zod';

/** Whose authority to promise it is (审批权限): a code such as `gwh` for the 管委会. */
export const authorityCode = z.string().regex(/^[a-z][a-z0-9]{0,31}$/, 'an authority code: lower-case letters and digits');
/** A line of a year's budget (预算科目). */
export const lineCode = z.string().regex(/^[0-9a-z][0-9a-z-]{0,31}$/, 'a budget line code');
export const budgetYear = z.int().min(2000).max(2100);

const fen = z.int().min(0);
const taken = { dealId: z.uuid(), commitmentId: z.uuid(), /** The event that asked for the money. */ costing: z.uuid() };
const event = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => ({ schema: 1, data: z.strictObject(shape) });
const set = { approvalReference: z.string(), lateReason: SecretText.optional() };

/** What one authority may promise of one year; the stream `budget-<authority>-<year>`. Amounts in 分 of CNY. */
export const budgetEvents = {
  /** All lines together may not exceed it. */
  AuthorityLimitSet: event({ limitFen: fen, ...set }),
  BudgetLineSet: event({ line: lineCode, name: z.string(), budgetFen: fen, ...set }),
  FundsReserved: event({ ...taken, line: lineCode, fen }),
  /** The yes that was asked for and not given: `free` is what there was. */
  ReservationDeclined: event({ ...taken, line: lineCode, fen, code: z.enum(['budget.over-authority-limit', 'budget.over-line', 'budget.line-unknown']), free: fen }),
  FundsConfirmed: event({ ...taken, fen }),
  /** `fen` is 0 when nothing had been reserved yet: what asks for it later is too late. */
  FundsReleased: event({ ...taken, fen, was: z.enum(['nothing', 'reserved', 'confirmed']) }),
} satisfies EventTypes;
export type BudgetEvent = EventOf<typeof budgetEvents>;
