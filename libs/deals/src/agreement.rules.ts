import { type Happened, isRefusal, type RecordedEvent, type Refusal, refuse } from '#event-store';
import { addDays, type Day, inFen, type Money } from '#measures';
import { clear } from '#vault';
import { blacklistFinding } from './blacklist.rules.ts';
import type { InputOf } from './deal.commands.ts';
import type { DealEvent, MeetingReference } from './deal.events.ts';
import { missing, type Outside, unready } from './deal.requirements.ts';
import { type DealSettings, settingsOn, signatoriesFor } from './deal.settings.ts';
import { type Deal, type DealState, type Entry, evolve } from './deal.state.ts';
import { type DealFacts, principal, sharesHands, submitterAmong } from './deal.facts.ts';

type Answer = readonly DealEvent[] | Refusal;

/** A text of an agreement enters the deal; whether it may be approved is asked when it is put to the decision. */
export function draftAgreement({ lateReason: _, ...draft }: InputOf<'DraftAgreement'>, deal: Deal, { storedSha256 }: DealFacts): Answer {
  if (storedSha256 !== null && storedSha256 !== draft.sha256) return refuse('deal.draft-differs-from-document', { document: storedSha256, draft: draft.sha256 });
  if (deal.drafts.some(({ data }) => data.sha256 === draft.sha256 && data.kind === draft.kind)) return refuse('deal.draft-known', { sha256: draft.sha256 });
  return [{ type: 'AgreementDrafted', data: draft }];
}

/**
 * The decision meeting. A no needs nothing but a review; a yes needs a passed review, a formal draft that fixes no
 * land price, and both clearances, all of them before the meeting, by people other than who submitted and reviewed.
 */
export function makeDecision(input: InputOf<'MakeDecision'>, deal: Deal, facts: DealFacts, meeting?: MeetingReference): Answer {
  const { decision, sha256, legal, fairCompetition, reason } = input;
  const made = { type: 'DecisionMade', data: { decision, sha256, amount: deal.amount, legal, fairCompetition, promises: named(facts), reason: reason === undefined ? undefined : clear(reason), ...(meeting && { meeting }) } } as const;
  const refusal = held(deal, facts, meeting) ?? independent(deal, facts, meeting?.people ?? [principal(facts.actor)]) ?? (decision === 'approve' ? approvable(input, deal, facts) : undefined);
  return refusal ?? [made];
}

/** A meeting in the system is the leaders' own act, about the dossier that is there; one on paper is entered in a leader's name, while paper is taken. */
function held({ dossier }: Deal, facts: DealFacts, meeting: MeetingReference | undefined): Refusal | undefined {
  if (!meeting) return facts.settings.meetingsOnPaper ? inOwnName(facts) : refuse('deal.review-by-meeting', { from: facts.settings.from });
  return meeting.dossierId === dossier?.id ? undefined : refuse('deal.dossier-replaced');
}

/** Which promises it is about, at which revisions; nothing of a deal that never had one. */
function named({ promises }: DealFacts): Extract<DealEvent, { type: 'DecisionMade' }>['data']['promises'] {
  return !promises || promises.revision < 0 ? undefined : { ...promises, commitments: promises.commitments.map(({ id, revision }) => ({ id, revision })) };
}

function unreadyPromises({ promises }: Outside): Refusal | undefined {
  const open = unready(promises);
  return open.length > 0 ? refuse('deal.promises-not-ready', { promises: open.map(({ id, lacks }) => ({ id, lacks: [...lacks] })) }) : undefined;
}

/** Only a leader decides and signs; the office records it, in the leader's name. */
function inOwnName({ actor }: DealFacts): Refusal | undefined {
  return actor.role === 'leader' || actor.onBehalfOf !== undefined ? undefined : refuse('deal.leader-not-named');
}

/** `people` decide: none of them, nor who typed, had a hand in the dossier; none of them reviewed. */
function independent({ dossier, review }: Deal, { actor, on }: DealFacts, people: readonly string[]): Refusal | undefined {
  if (!review) return refuse('deal.review-not-passed');
  if (on < review.on) return refuse('deal.decided-before-review', { on, reviewedOn: review.on });
  if (dossier && (sharesHands(actor, dossier.by) || submitterAmong(people, dossier))) return refuse('deal.submitter-decides');
  const reviewers = review.data.meeting?.people ?? [principal(review.by)];
  if (reviewers.some((account) => people.includes(account))) return refuse('deal.reviewer-decides');
  return undefined;
}

function approvable({ sha256, legal, fairCompetition }: InputOf<'MakeDecision'>, deal: Deal, facts: DealFacts): Refusal | undefined {
  const { on } = facts;
  const [blocking] = missing(deal, 'approved', facts);
  if (blocking) return 'rule' in blocking ? (blocking.rule === 'deal.promises-not-ready' && unreadyPromises(facts)) || refuse(blocking.rule) : refuse('deal.requirements-missing', { column: blocking.column, fields: [blocking.field] });
  const draft = deal.drafts.find(({ data }) => data.kind === 'formal' && data.sha256 === sha256);
  if (!draft) return refuse('deal.draft-unknown', { sha256 });
  if (draft.data.fixesLandPrice) return refuse('deal.land-price-fixed');
  if (!legal || legal.on > on) return refuse('deal.legal-clearance-missing', { on });
  if (!fairCompetition || fairCompetition.on > on) return refuse('deal.fair-competition-clearance-missing', { on });
  return undefined;
}

/** A signing: any agreement must be a known text without a land price; the formal one must be the approved text besides. */
export function signAgreement(input: InputOf<'SignAgreement'>, deal: Deal, facts: DealFacts): Answer {
  const { kind, documentId, sha256 } = input;
  const blacklist = blacklistFinding(facts, input.overrideReason);
  if (isRefusal(blacklist)) return inOwnName(facts) ?? blacklist;
  if (kind !== 'formal') return inOwnName(facts) ?? knownText(input, deal) ?? [{ type: 'AgreementSigned', data: { kind, documentId, sha256, amount: input.amount ?? null, blacklist } }];
  const amount = input.amount ?? deal.amount;
  const refusal = inOwnName(facts) ?? signable(input, amount, deal, facts) ?? knownText(input, deal);
  return refusal ?? [{ type: 'AgreementSigned', data: { kind, documentId, sha256, amount, settings: facts.settings.from, blacklist } }];
}

/** What was decided about promises was decided by the decision: a signing does not ask anew. */
const nothingOutside: Outside = { promises: null };

function knownText({ kind, sha256, documentId }: { kind: string; sha256: string; documentId: string }, { drafts }: Deal): Refusal | undefined {
  const draft = drafts.find(({ data }) => data.kind === kind && data.sha256 === sha256 && data.documentId === documentId);
  if (!draft) return refuse('deal.draft-unknown', { sha256 });
  return draft.data.fixesLandPrice ? refuse('deal.land-price-fixed') : undefined;
}

function signable({ sha256 }: { sha256: string }, amount: Money | null, deal: Deal, { actor, on, settings }: DealFacts): Refusal | undefined {
  if (deal.formal) return refuse('deal.already-signed', { signedOn: deal.formal.on });
  const gate = missing(deal, 'signed', nothingOutside).find((blocking) => 'rule' in blocking);
  if (gate && 'rule' in gate) return refuse(gate.rule);
  if (!deal.decision) return refuse('deal.not-approved');
  // The gates went by the order of the log; here is the clock of the world. The decision in turn came after its review.
  if (on < deal.decision.on) return refuse('deal.signed-before-decision', { on, decidedOn: deal.decision.on });
  const signatories = signatoriesFor(amount, settings);
  if (signatories !== 'any-leader' && !signatories.includes(principal(actor))) return refuse('deal.signatory-not-authorised', { signatories });
  if (sha256 !== deal.decision.data.sha256) return refuse('deal.text-differs-from-approved', { approved: deal.decision.data.sha256, signed: sha256 });
  return lapsed(deal.decision, amount, on, settings);
}

/** The rule that watches days and amounts ends a decision that may not be signed upon any more; the deal is back in the talks. */
export function lapseDecision(deal: Deal, { on, settings }: DealFacts): Answer {
  if (deal.stage !== 'approved' || !deal.decision) return refuse('deal.not-approved');
  const found = lapsed(deal.decision, deal.amount, on, settings);
  if (!found) return refuse('deal.decision-stands', { decidedOn: deal.decision.on });
  const because = found.facts['because'] === 'time' ? 'time' : 'amount';
  // A change of amount may be entered for a day before the decision; what lapses had been made by then.
  const occurredOn = on < deal.decision.on ? deal.decision.on : on;
  return [{ type: 'DecisionLapsed', data: { decisionId: deal.decision.id, because, settings: settings.from }, occurredOn }];
}

function lapsed(decision: Entry<'DecisionMade'>, amount: Money | null, on: Day, settings: DealSettings): Refusal | undefined {
  const until = addDays(decision.on, settings.decisionLapsesAfterDays);
  if (on > until) return refuse('deal.decision-lapsed', { because: 'time', decidedOn: decision.on, until });
  if (strayed(decision.data.amount, amount, settings.amountTolerancePercent)) return refuse('deal.decision-lapsed', { because: 'amount', decidedOn: decision.on, percent: settings.amountTolerancePercent });
  return undefined;
}

/** What a correction may not make of a deal's past: an approval that did not cover, by day or amount, what waits for its signing or was signed. */
export function correctedDeal(entries: readonly RecordedEvent[]): Refusal | undefined {
  const deal = entries.reduce<DealState>((before, entry) => evolve(before, entry as unknown as Happened<DealEvent>), null);
  if (!deal?.decision || deal.decision.data.decision !== 'approve') return undefined;
  const { decision, formal, stage, amount } = deal;
  if (formal) return lapsed(decision, formal.data.amount, formal.on, settingsOn(formal.data.settings ?? formal.on));
  return stage === 'approved' ? lapsed(decision, amount, decision.on, settingsOn(decision.on)) : undefined;
}

/** Whether an amount moved away from the approved one by more than so many per cent, in CNY at each amount's own rate. */
export function strayed(approved: Money | null, amount: Money | null, percent: number): boolean {
  if (!approved || !amount) return approved !== amount;
  const [from, to] = [BigInt(inFen(approved)), BigInt(inFen(amount))];
  return (to > from ? to - from : from - to) * 100n > from * BigInt(percent);
}

/** A supplementary agreement changes what was signed, in the open: the old amount, the new one, and who approved it. */
export function amendAgreement({ documentId, sha256, amount, approvalReference }: InputOf<'AmendAgreement'>, deal: Deal, facts: DealFacts): Answer {
  const { on } = facts;
  if (deal.formal && on < deal.formal.on) return refuse('deal.before-its-column', { on, stage: deal.stage, since: deal.formal.on });
  const refusal = inOwnName(facts) ?? knownText({ kind: 'supplementary', documentId, sha256 }, deal) ?? unreadyPromises(facts);
  return refusal ?? [{ type: 'AgreementAmended', data: { documentId, sha256, from: deal.amount, to: amount, approvalReference, promises: named(facts) } }];
}
