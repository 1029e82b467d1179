import { mayAccess } from '#access';
import type { Actor } from '#event-store';
import type { Day } from '#measures';
import type { Vault } from '#vault';
import { readScore, readVote } from './ballots.ts';
import { conditionOf, type Item, type Meeting, recusedOf, under, votersOf } from './meeting.state.ts';
import { schemeOn } from './meeting.settings.ts';
import { openBallots } from './meeting.streams.ts';

type Opener = Pick<Vault, 'openData'>;

/** What of an item the reader may do next. The decider has the last word; this is what a screen offers. */
export function allowedOn(meeting: Meeting, item: Item, actor: Actor): readonly string[] {
  const { members, kind } = meeting.scheduled.data;
  const member = { accounts: members };
  if (meeting.cancelled || item.outcome) return [];
  const declared = under(item.declared, actor.account);
  const open = item.opened.includes(actor.account);
  const speaks = declared !== undefined && !declared.data.interest && mayAccess(actor, 'meeting.declare', member);
  return [
    ...(mayAccess(actor, 'meeting.declare', member) && !declared?.data.interest ? ['DeclareInterest'] : []),
    ...(speaks && !open ? ['OpenDossier'] : []),
    ...(speaks && open && kind === 'review' && mayAccess(actor, 'meeting.score', member) ? ['GiveScore'] : []),
    ...(speaks && open && kind === 'decision' && mayAccess(actor, 'meeting.vote', member) ? ['CastVote'] : []),
    ...(meeting.present && mayAccess(actor, 'meeting.conclude') ? [kind === 'review' ? 'ConcludeItem' : 'DecideItem'] : []),
  ];
}

/** What of a meeting as a whole the reader may do next. */
export function allowedAt(meeting: Meeting, actor: Actor): readonly string[] {
  if (meeting.cancelled) return [];
  const begun = Object.values(meeting.items).some(({ outcome }) => outcome);
  return [
    ...(mayAccess(actor, 'meeting.schedule') ? ['AddAgendaItem', ...(begun ? [] : ['CancelMeeting'])] : []),
    ...(mayAccess(actor, 'meeting.conclude') && !begun ? ['RecordAttendance'] : []),
  ];
}

/** How a meeting stands: called off, held when everything on its agenda is concluded, else scheduled. */
export function statusOf({ cancelled, items }: Meeting): 'scheduled' | 'held' | 'cancelled' {
  if (cancelled) return 'cancelled';
  const all = Object.values(items);
  return all.length > 0 && all.every(({ outcome }) => outcome) ? 'held' : 'scheduled';
}

/** A meeting as one reader sees it. Scores and votes are told only of what is concluded, to nobody earlier. */
export async function meetingView(vault: Opener, id: string, meeting: Meeting, revision: number, actor: Actor, hidden: ReadonlySet<string> = new Set()): Promise<object> {
  const { kind, body, on, members, quorum, settings, scheme } = meeting.scheduled.data;
  const { criteria, passMark } = schemeOn(on);
  return {
    id, revision, kind, body: body ?? null, on, members, quorum, settings, status: statusOf(meeting), present: meeting.present,
    scheme: scheme === undefined ? null : { from: scheme, criteria, passMark },
    cancelled: meeting.cancelled && { on: meeting.cancelled.on, ...(await vault.openData(meeting.cancelled.id, meeting.cancelled.data)) },
    items: await Promise.all(Object.values(meeting.items).map((item) => itemView(vault, meeting, item, actor, hidden.has(item.added.data.dealId)))),
    allowed: allowedAt(meeting, actor),
  };
}

async function itemView(vault: Opener, meeting: Meeting, item: Item, actor: Actor, hidden: boolean): Promise<object> {
  if (hidden) return veiledItem(item);
  const { itemId, dealId, title, unit, amount, dossierId, quorum, opinions } = item.added.data;
  const mine = under(item.declared, actor.account);
  return {
    id: itemId, dealId, title, unit, amount, dossierId, quorum, opinions,
    recused: recusedOf(item), ballots: Object.keys(item.ballots).length, voters: meeting.present && votersOf(meeting, item).length,
    mine: { declared: mine ? (mine.data.interest ? 'interest' : 'none') : null, opened: item.opened.includes(actor.account), balloted: Object.hasOwn(item.ballots, actor.account) },
    interests: await interestsView(vault, item, actor),
    outcome: await outcomeView(vault, item),
    scores: item.outcome?.kind === 'review' ? await scoresView(vault, meeting, item) : null,
    votes: item.outcome?.kind === 'decision' ? await votesView(vault, item) : null,
    adoption: adoptionView(item),
    allowed: allowedOn(meeting, item, actor),
  };
}

/** An item on a deal that the reader may not know of: that it is on the agenda, and nothing else. */
function veiledItem({ added: { data: { itemId, dealId, unit, amount, dossierId, quorum } } }: Item): object {
  return {
    id: itemId, dealId, title: '', unit, amount, dossierId, quorum, opinions: [], recused: [], ballots: 0, voters: null,
    mine: { declared: null, opened: false, balloted: false }, interests: [], outcome: null, scores: null, votes: null, adoption: null, allowed: [],
  };
}

/** What a declared interest is, is told to the auditor and to the member, not to colleagues. */
async function interestsView(vault: Opener, { declared }: Item, actor: Actor): Promise<readonly object[]> {
  const told = Object.entries(declared).filter(([account, { data }]) => data.interest && (account === actor.account || actor.role === 'auditor'));
  return Promise.all(told.map(async ([account, { id, on, data }]) => ({ account, on, text: (await vault.openData(id, data)).text ?? null })));
}

async function outcomeView(vault: Opener, { outcome }: Item): Promise<object | null> {
  if (!outcome) return null;
  const { id, on, by } = outcome.entry;
  return { kind: outcome.kind, on, by: { account: by.account, ...(by.onBehalfOf !== undefined && { onBehalfOf: by.onBehalfOf }) }, revision: outcome.revision, data: await vault.openData<unknown>(id, outcome.entry.data) };
}

async function scoresView(vault: Opener, meeting: Meeting, item: Item): Promise<readonly object[]> {
  const scheme = schemeOn(meeting.scheduled.data.on);
  const opened = await openBallots(vault, item);
  return Object.entries(opened).map(([account, text]) => {
    const score = readScore(scheme, text);
    return { account, total: score?.total ?? null, points: scheme.criteria.map(({ code }, index) => ({ criterion: code, points: score?.points[index] ?? null })) };
  });
}

async function votesView(vault: Opener, item: Item): Promise<readonly object[]> {
  return Object.entries(await openBallots(vault, item)).map(([account, text]) => ({ account, vote: readVote(text) ?? null }));
}

function adoptionView({ adoption }: Item): object | null {
  if (!adoption) return null;
  return 'deal' in adoption.data ? { adopted: true, deal: adoption.data.deal } : { adopted: false, code: adoption.data.code };
}

/** The conditions of a concluded item, with what has become of each by a day. */
export async function conditionsView(vault: Opener, meetingId: string, item: Item, today: Day): Promise<readonly object[]> {
  if (item.outcome?.kind !== 'review') return [];
  const { id, data } = item.outcome.entry;
  const { conditions } = await vault.openData(id, data);
  return conditions.map((condition) => {
    const { reported, verified } = conditionOf(item, condition.id);
    const status = verified ? 'verified' : reported ? 'reported' : condition.dueOn < today ? 'overdue' : 'pending';
    return { ...condition, meetingId, itemId: item.added.data.itemId, status, reportedOn: reported?.on ?? null, verifiedOn: verified?.on ?? null, evidence: reported?.data.evidence ?? [] };
  });
}
