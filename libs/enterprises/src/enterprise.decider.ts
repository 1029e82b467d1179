import { type Decider, refuse, type Refusal } from '#event-store';
import { clear } from '#vault';
import { v5 as uuid } from 'uuid';
import { checkCreditCode, normaliseCreditCode } from './credit-code.ts';
import type { EnterpriseEvent } from './enterprise.events.ts';
import { normaliseName } from './enterprise-name.ts';

/** A firm as it is typed: its name, its 统一社会信用代码, and whether a failing check digit was confirmed. */
export type Investor = { readonly name: string; readonly creditCode?: string; readonly confirmCheckDigit?: boolean };

export type EnterpriseState = {
  readonly name: string | null;
  readonly creditCode: string | null;
  readonly blacklisted: { readonly ground: 'idle-land' | 'dishonesty' | 'other'; readonly since: string } | null;
};

export type EnterpriseCommand =
  | { readonly type: 'RegisterEnterprise'; readonly investor: Investor }
  | { readonly type: 'BlacklistEnterprise'; readonly ground: 'idle-land' | 'dishonesty' | 'other'; readonly reason: string; readonly lateReason?: string }
  | { readonly type: 'ClearEnterprise'; readonly reason: string; readonly lateReason?: string };

const ENTERPRISES = 'f0b3c1de-62a5-5a3b-9a55-0f4b0d1f7a10';

/** The id of a firm: of its credit code, else of its normalised name, so that all who file it meet in one stream. */
export function enterpriseIdOf({ name, creditCode }: Pick<Investor, 'name' | 'creditCode'>): string {
  return uuid(creditCode === undefined ? normaliseName(name).full : normaliseCreditCode(creditCode), ENTERPRISES);
}

/**
 * Refuses a credit code of a wrong shape (`<slice>.credit-code-shape`), and one whose check digit fails unless a
 * person confirmed it (`<slice>.credit-code-check-digit`, with the digit GB 32100-2015 expects).
 */
export function refuseCreditCode(slice: string, { creditCode, confirmCheckDigit }: Investor): Refusal | undefined {
  if (creditCode === undefined) return undefined;
  const check = checkCreditCode(creditCode);
  if (check.kind === 'shape') return refuse(`${slice}.credit-code-shape`, { creditCode, reason: check.reason.code });
  if (check.kind === 'check-digit' && confirmCheckDigit !== true) return refuse(`${slice}.credit-code-check-digit`, { creditCode: check.code, expected: check.expected });
  return undefined;
}

/** A credit code as events keep it: normalised, and marked when a person confirmed its failing check digit. */
export function recordedCreditCode({ creditCode }: Investor): { creditCode?: string; checkDigitConfirmed?: true } {
  if (creditCode === undefined) return {};
  const check = checkCreditCode(creditCode);
  return { creditCode: normaliseCreditCode(creditCode), ...(check.kind === 'check-digit' && { checkDigitConfirmed: true as const }) };
}

/** The rules of a firm's own stream: it is registered once, and is on the blacklist or not. */
export const enterpriseDecider: Decider<EnterpriseState, EnterpriseCommand, undefined, EnterpriseEvent> = {
  initial: { name: null, creditCode: null, blacklisted: null },

  decide(command, state) {
    if (command.type === 'RegisterEnterprise') {
      if (state.name !== null) return refuse('enterprise.already-registered', { name: state.name });
      const { name } = command.investor;
      return refuseCreditCode('enterprise', command.investor) ?? [{ type: 'EnterpriseRegistered', data: { name, ...recordedCreditCode(command.investor) } }];
    }
    if (state.name === null) return refuse('enterprise.unknown');
    const reason = clear(command.reason);
    const late = command.lateReason === undefined ? {} : { lateReason: clear(command.lateReason) };
    if (command.type === 'BlacklistEnterprise') {
      if (state.blacklisted) return refuse('enterprise.already-blacklisted', { since: state.blacklisted.since });
      return [{ type: 'EnterpriseBlacklisted', data: { ground: command.ground, reason, ...late } }];
    }
    if (!state.blacklisted) return refuse('enterprise.not-blacklisted');
    return [{ type: 'EnterpriseCleared', data: { reason, ...late } }];
  },

  evolve(state, event) {
    switch (event.type) {
      case 'EnterpriseRegistered':
        return { ...state, name: event.data.name, creditCode: event.data.creditCode ?? null };
      case 'EnterpriseBlacklisted':
        return { ...state, blacklisted: { ground: event.data.ground, since: event.occurredOn } };
      case 'EnterpriseCleared':
        return { ...state, blacklisted: null };
      default:
        return state;
    }
  },
};
