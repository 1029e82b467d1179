import { DealsModule, DraftAgreement, OpenDeal, Revalue, SubmitDossier } from '#deals';
import type { Actor } from '#event-store';
import { AddAgendaItem, CastVote, ConcludeItem, DecideItem, DeclareInterest, GiveOpinion, GiveScore, OpenDossier, RecordAttendance, RequestOpinions, ReviewReactions, ReviewsModule, ScheduleMeeting } from '#reviews';
import { dealId, dealPast, departments, documentId, panel, people, points, sha } from '../../libs/reviews/src/meeting.fixtures.ts';
import { type Act, crashProof, keyOf, quietly } from './crash-proof.ts';

const DAY = '2026-03-10';
const { office, leaders, submitter } = people;
const rule: Actor = { account: 'rule', unit: null, role: 'rule' };
const environs = departments.map((code): Actor => ({ account: code, unit: code, role: code === 'finance' || code === 'legal' ? code : 'department' }));
const [reviewId, decisionId] = ['00000000-0000-4000-8000-0000000000e1', '00000000-0000-4000-8000-0000000000e2'] as const;
const act = (by: Actor, command: Act['command']): Act => ({ by, on: DAY, command });

const { data: opened } = dealPast[0] as { data: OpenDeal['input'] };
const { data: { dossier } } = dealPast[2] as { data: { dossier: SubmitDossier['input'] } };
const inReview: readonly Act[] = [
  act(rule, (context) => new OpenDeal(dealId, opened, context)),
  act(submitter, (context) => new DraftAgreement(dealId, { kind: 'formal', documentId, sha256: sha, title: '投资协议', fixesLandPrice: false }, context)),
  act(submitter, (context) => new SubmitDossier(dealId, dossier, context)),
  act(office, (context) => new RequestOpinions(dealId, {}, context)),
  ...environs.map((by) => act(by, (context) => new GiveOpinion(dealId, { outcome: 'agree', text: '同意' }, context))),
];

/** A meeting on the deal after so many acts, up to its outcome: called, declared, opened, attended, and each member's ballot given. */
function held(before: readonly Act[], id: string, kind: 'review' | 'decision', members: readonly Actor[], ballot: (itemId: string, context: Parameters<Act['command']>[0]) => object): { readonly acts: readonly Act[]; readonly itemId: string } {
  const itemId = keyOf(office, before.length + 1);
  const accounts = members.map(({ account }) => account);
  return {
    itemId,
    acts: [
      ...before,
      act(office, (context) => new ScheduleMeeting(id, { kind, on: DAY, members: accounts, ...(kind === 'decision' && { body: 'directors-meeting' as const }) }, context)),
      act(office, (context) => new AddAgendaItem(id, { dealId }, context)),
      ...members.flatMap((by) => [act(by, (context) => new DeclareInterest(id, itemId, { interest: false }, context)), act(by, (context) => new OpenDossier(id, itemId, {}, context))]),
      act(office, (context) => new RecordAttendance(id, { present: accounts }, context)),
      ...members.map((by) => act(by, (context) => ballot(itemId, context))),
    ],
  };
}

const review = held(inReview, reviewId, 'review', panel, (itemId, context) => new GiveScore(reviewId, itemId, { scores: points(80) }, context));
const concluded = act(office, (context) => new ConcludeItem(reviewId, review.itemId, { outcome: 'pass', conditions: [] }, context));
const decision = held([...review.acts, concluded], decisionId, 'decision', leaders, (itemId, context) => new CastVote(decisionId, itemId, { vote: 'for' }, context));
const cleared = { by: 'legal', on: DAY };
const decided = act(office, (context) => new DecideItem(decisionId, decision.itemId, { decision: 'approve', sha256: sha, legal: cleared, fairCompetition: cleared }, context));

crashProof({
  name: 'the reactions of reviews',
  modules: [DealsModule, ReviewsModule],
  manager: ReviewReactions,
  stories: {
    'a review that passes': [...quietly(review.acts), concluded],
    'a decision that approves, and lapses with the amount': [...quietly(decision.acts), decided, act(office, (context) => new Revalue(dealId, { amount: { amount: 900_000_000_00, currency: 'CNY' }, reason: '扩大' }, context))],
  },
  // That a deal does not adopt an outcome takes something that comes between the two; reviews.spec.ts tells it.
  reactions: [
    'ItemConcluded → deal.conclude-review', 'ItemConcluded → meeting.adopted',
    'ItemDecided → deal.make-decision', 'ItemDecided → meeting.adopted', 'DealRevalued → deal.lapse-decision',
  ],
});
