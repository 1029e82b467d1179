import { type Happened, refuse, type Refusal } from '#event-store';
import type { Day } from '#measures';
import { clear } from '#vault';
import type { ClaimFacts, ClaimState, Filing } from './claim.decider.ts';
import type { ClaimEvent } from './claim.events.ts';
import { contentDisputed } from './dispute.rules.ts';

type Answer = readonly ClaimEvent[] | Refusal;
type Recognised = Extract<ClaimEvent, { type: 'PriorFilingRecognised' }>;

/** A recognition as both sides read it; its texts are opened under its id. */
export type PriorFiling = { readonly id: string; readonly on: Day; readonly recordedAt: string; readonly account: string; readonly data: Recognised['data'] };

export type PriorCommand = {
  readonly type: 'RecognisePriorFiling';
  readonly leadId: string;
  readonly filedOn: Day;
  readonly evidence: readonly string[];
  readonly heard: readonly { readonly unit: string; readonly on: Day }[];
  readonly precedes: readonly string[];
  readonly grounds: string;
  readonly lateReason?: string;
};

const stands = ({ status }: Filing): boolean => status === 'open' || status === 'protected';

/** The filings of its content that stand before a filing in the queue. */
export function standingBefore({ filings }: ClaimState, filing: Filing): readonly Filing[] {
  return filings.slice(0, filings.lastIndexOf(filing)).filter((other) => other.content === filing.content && other.leadId !== filing.leadId && stands(other));
}

/**
 * Recognises that a filing is older than others that are first in the log: with evidence, after both sides were heard,
 * and before those alone that it names.
 */
export function recognise(command: PriorCommand, filing: Filing, state: ClaimState, { on, evidence = [] }: ClaimFacts): Answer {
  const { leadId, filedOn, heard, grounds, lateReason } = command;
  if (!stands(filing)) return refuse('claim.filing-closed', { leadId });
  if (contentDisputed(state, filing.content)) return refuse('claim.disputed', { leadId });
  if (state.priors.some(({ data }) => data.leadId === leadId)) return refuse('prior.recognised-already', { leadId });
  if (evidence.length === 0) return refuse('prior.no-evidence');
  const unknown = evidence.find(({ sha256 }) => sha256 === null);
  if (unknown) return refuse('dispute.unknown-document', { documentId: unknown.documentId });
  const before = standingBefore(state, filing);
  const stranger = command.precedes.find((id) => !before.some((other) => other.leadId === id));
  if (stranger !== undefined || command.precedes.length === 0) return refuse('prior.precedes-nothing', { leadId: stranger ?? null });
  const preceded = before.filter((other) => command.precedes.includes(other.leadId));
  const older = preceded.find((other) => other.filedOn <= filedOn);
  if (older) return refuse('prior.not-older', { filedOn, otherFiledOn: older.filedOn });
  const unheard = [filing.unit, ...preceded.map(({ unit }) => unit)].find((unit) => !heard.some((each) => each.unit === unit));
  if (unheard !== undefined) return refuse('prior.not-heard', { unit: unheard });
  const later = heard.find((each) => each.on > on);
  if (later) return refuse('prior.heard-afterwards', { unit: later.unit, on: later.on });
  const stored = evidence.map(({ documentId, sha256 }) => ({ documentId, sha256: sha256 ?? '' }));
  const precedes = preceded.map((other) => ({ leadId: other.leadId, unit: other.unit }));
  const late = lateReason === undefined ? {} : { lateReason: clear(lateReason) };
  return [{ type: 'PriorFilingRecognised', data: { leadId, unit: filing.unit, content: filing.content, filedOn, evidence: stored, heard: [...heard], precedes, grounds: clear(grounds), ...late } }];
}

/** The claim once a filing was recognised as older: it stands right before the first of those it precedes. */
export function evolvePrior(state: ClaimState, { id, occurredOn: on, recordedAt, actor, data }: Happened<Recognised>): ClaimState {
  const priors = [...state.priors, { id, on, recordedAt, account: actor.account, data }];
  // Earlier filings of the same lead go along, so that its latest stays the last of them.
  const own = state.filings.filter(({ leadId }) => leadId === data.leadId);
  const others = state.filings.filter(({ leadId }) => leadId !== data.leadId);
  const at = others.findIndex((filing) => stands(filing) && data.precedes.some(({ leadId }) => leadId === filing.leadId));
  return at < 0 ? { ...state, priors } : { ...state, priors, filings: [...others.slice(0, at), ...own, ...others.slice(at)] };
}
