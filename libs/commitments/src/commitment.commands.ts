import type { CommandContext } from '#event-store';
import { sha256 } from '#deals';
import { money } from '#measures';
import { z } from 'zod';
import { authorityCode, budgetYear, lineCode } from './budget.events.ts';
import { evidence, fairCompetition, legalBasis } from './commitment.events.ts';
import { condition, direction, dueRule, measure, policyBasis, promiseKind } from './commitment.terms.ts';

const text = z.string().trim().min(1).max(4000);
const name = z.string().trim().min(1).max(200);
const late = { lateReason: z.string().trim().min(1).max(500).optional() };
const years = z.array(z.strictObject({ year: budgetYear, amount: money })).max(30);
const conditions = z.array(condition).max(20);

/** A promise while a deal negotiates, or, after signing, for its next amendment. `id` is the deal's. */
export class ProposeCommitment {
  static readonly input = z.strictObject({
    direction,
    /** A land price is understood, and refused. */
    kind: z.enum([...promiseKind.options, 'land-price']),
    title: name,
    measure,
    trigger: text.optional(),
    due: dueRule,
    conditions: conditions.default([]),
    policy: policyBasis.default('published'),
    approvalReference: name.optional(),
    ...late,
  });
  constructor(readonly id: string, readonly dealId: string, readonly input: z.infer<typeof ProposeCommitment.input>, readonly context: CommandContext) {}
}

/** A proposed promise is taken back. */
export class WithdrawCommitment {
  static readonly input = z.strictObject({ reason: text, ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof WithdrawCommitment.input>, readonly context: CommandContext) {}
}

/** What a promise costs in each year; no years for what costs nothing. Another costing replaces the last. */
export class CostCommitment {
  static readonly input = z.strictObject({ authority: authorityCode, line: lineCode.optional(), years, note: text.optional(), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof CostCommitment.input>, readonly context: CommandContext) {}
}

/** The legal and fair-competition verdict on a promise. */
export class ClearCommitment {
  static readonly input = z.discriminatedUnion('verdict', [
    z.strictObject({ verdict: z.literal('clear'), legalBasis: legalBasis.optional(), fairCompetition: fairCompetition.optional(), approvalReference: name.optional(), ...late }),
    z.strictObject({ verdict: z.literal('refuse'), reason: text, ...late }),
  ]);
  constructor(readonly id: string, readonly input: z.infer<typeof ClearCommitment.input>, readonly context: CommandContext) {}
}

/** A signed supplementary agreement changed a promise in force; `years` are what it costs more. */
export class AmendCommitment {
  static readonly input = z.strictObject({
    /** The hash of the supplementary agreement that says so. */
    sha256,
    approvalReference: name,
    measure: measure.optional(),
    due: dueRule.optional(),
    conditions: conditions.optional(),
    authority: authorityCode.optional(),
    line: lineCode.optional(),
    years: years.default([]),
    ...late,
  });
  constructor(readonly id: string, readonly input: z.infer<typeof AmendCommitment.input>, readonly context: CommandContext) {}
}

const overrideReason = text.optional();

/** A promise was kept, with its evidence; it counts once somebody else has verified it. */
export class ReportFulfilment {
  static readonly input = z.strictObject({ evidence, note: text.optional(), /** Why a leader sets the blacklist aside. */ overrideReason, ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof ReportFulfilment.input>, readonly context: CommandContext) {}
}

/** The verdict on a reported fulfilment, by somebody who did not report it. */
export class JudgeFulfilment {
  static readonly input = z.discriminatedUnion('verdict', [z.strictObject({ verdict: z.literal('verify'), ...late }), z.strictObject({ verdict: z.literal('refuse'), reason: text, ...late })]);
  constructor(readonly id: string, readonly input: z.infer<typeof JudgeFulfilment.input>, readonly context: CommandContext) {}
}

/** A leader frees the other side of its promise. */
export class WaiveCommitment {
  static readonly input = z.strictObject({ reason: text, approvalReference: name, ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof WaiveCommitment.input>, readonly context: CommandContext) {}
}

/** A promise that was due has been broken. */
export class DeclareBreach {
  static readonly input = z.strictObject({ reason: text, evidence: evidence.optional(), ...late });
  constructor(readonly id: string, readonly input: z.infer<typeof DeclareBreach.input>, readonly context: CommandContext) {}
}

/** The rule that watches the days says that a promise falls due; sent by due work, never over the wire. */
export class FallDue {
  constructor(readonly id: string, readonly context: CommandContext) {}
}

/** The rule that watches the days says that a promise that was due has not been kept. */
export class MarkOverdue {
  constructor(readonly id: string, readonly context: CommandContext) {}
}

const setting = { approvalReference: name, ...late };
const fen = z.int().min(0).max(9_000_000_000_000_000);

/** What an authority may promise of a year, over all lines; 分 of CNY. */
export class SetAuthorityLimit {
  static readonly input = z.strictObject({ limitFen: fen, ...setting });
  constructor(readonly authority: string, readonly year: number, readonly input: z.infer<typeof SetAuthorityLimit.input>, readonly context: CommandContext) {}
}

/** What one line of a year's budget holds; 分 of CNY. */
export class SetBudgetLine {
  static readonly input = z.strictObject({ line: lineCode, name, budgetFen: fen, ...setting });
  constructor(readonly authority: string, readonly year: number, readonly input: z.infer<typeof SetBudgetLine.input>, readonly context: CommandContext) {}
}
