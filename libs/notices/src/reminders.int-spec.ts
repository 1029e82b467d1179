import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConcludeReview, DraftAgreement, HoldDeal, MakeDecision, ResumeDeal, SignAgreement, SubmitDossier } from '#deals';
import { GrantProtection, RecordFollowUp, RegisterLead, RenewProtection, TriageLead } from '#leads';
import { addDays, cny, type Day } from '#measures';
import { filing } from '../../../test/journeys/script.ts';
import { idOf } from '../../../test/judge/world.ts';
import { by, type NoticesWorld, openNoticesWorld, people } from '../../../test/support/notices-world.ts';
import { instantAt } from './preferences.ts';

const START: Day = '2026-03-01';
const sha256 = 'a'.repeat(64);
const { member, lead, other, otherLead, office, leader } = people;

let notices: NoticesWorld;
beforeAll(async () => {
  notices = await openNoticesWorld();
});
afterAll(() => notices?.close());

/** Looks for what is due on each of these days, twice each, as a queue does that was wiped; answers the day and the days left of every reminder of a kind in an inbox. */
async function remindedOn(days: readonly Day[], kind: string, about: string, who = member): Promise<readonly (readonly [Day, unknown])[]> {
  await notices.catchUp();
  for (const day of days) {
    notices.at(instantAt(day, '10:00'));
    await notices.reminders.run();
    await notices.reminders.run();
  }
  const { items } = await notices.inbox.page(who, { unread: false, before: null, limit: 200 });
  return items.filter((line) => line.kind === kind && line.caseId === about).map(({ at, facts }) => [at.slice(0, 10), facts['days']] as const).reverse();
}

const daysFrom = (first: Day, count: number): readonly Day[] => Array.from({ length: count }, (_, n) => addDays(first, n));

async function protectedLead(title: string): Promise<{ readonly id: string; readonly until: Day }> {
  const id = idOf('lead', title);
  await notices.send(new RegisterLead(id, RegisterLead.input.parse(filing({ investor: `示例${title}有限公司`, title })), by(member, START)));
  await notices.send(new TriageLead(id, { outcome: 'accept' }, by(office, START)));
  await notices.send(new GrantProtection(id, {}, by(office, START)));
  return { id, until: addDays(START, 90) };
}

async function decidedDeal(title: string): Promise<string> {
  const id = await notices.deal(title, 'nm', START);
  const cleared = { by: 'legal', on: START };
  for (const command of [
    new DraftAgreement(id, { kind: 'formal', documentId: idOf('paper', title), sha256, title: '协议', fixesLandPrice: false }, by(lead, START)),
    new SubmitDossier(id, { totalInvestment: cny(500_000_000_00), jobs: 30, timetable: [{ milestone: 'arrived', plannedOn: '2027-09-01' }] }, by(lead, START)),
    new ConcludeReview(id, { outcome: 'pass', quorum: { present: 9, required: 7 }, votes: { for: 8, against: 1 }, recused: [], conditions: [] }, by(office, START)),
    new MakeDecision(id, { decision: 'approve', sha256, legal: cleared, fairCompetition: cleared }, by(leader, START)),
  ]) await notices.send(command);
  return id;
}

describe('a protection', () => {
  it('is reminded of 14, 7 and 1 days before it ends, once each, and nobody else hears of it', async () => {
    const { id, until } = await protectedLead('保护一号');
    await notices.catchUp();
    const [card] = await notices.read.query<{ until: Day }[]>(`select state->>'protectedUntil' as until from cards where entity = $1 and known_to = 9007199254740991 and happened_to = '9999-12-31'`, [id]);
    const last = card!.until;
    expect(Math.abs(Date.parse(last) - Date.parse(until)) / 86_400_000).toBeLessThanOrEqual(1);
    expect(await remindedOn(daysFrom(addDays(last, -20), 24), 'protection.ending', id)).toEqual([[addDays(last, -14), 14], [addDays(last, -7), 7], [addDays(last, -1), 1]]);
    for (const who of [other, otherLead]) expect(await notices.kinds(who)).toEqual([]);
  });

  it('is reminded of late, once, when nobody looked for days; and not of its old end when it was renewed meanwhile', async () => {
    const { id, until } = await protectedLead('保护二号');
    expect(await remindedOn([addDays(until, -12), addDays(until, -11)], 'protection.ending', id)).toHaveLength(1);
    const renewedOn = addDays(until, -10);
    await notices.send(new RecordFollowUp(id, { kind: 'visit', twoWay: true, participants: 3, summary: '回访' }, by(member, renewedOn)));
    await notices.send(new RenewProtection(id, {}, by(office, renewedOn)));
    expect(await remindedOn(daysFrom(renewedOn, 20), 'protection.ending', id)).toHaveLength(1);
  });
});

describe('a decision', () => {
  it('is reminded of before it lapses, to the holder and the office, and not when it was signed', async () => {
    const [open, signed] = [await decidedDeal('未签'), await decidedDeal('已签')];
    await notices.send(new SignAgreement(signed, { kind: 'formal', documentId: idOf('paper', '已签'), sha256 }, by(leader, addDays(START, 10))));
    const last = addDays(START, 365);
    const steps = [[addDays(last, -30), 30], [addDays(last, -7), 7], [addDays(last, -1), 1]];
    const days = [-40, -30, -29, -7, -6, -1, 0].map((n) => addDays(last, n));
    expect(await remindedOn(days, 'decision.ending', open)).toEqual(steps);
    expect(await remindedOn(days, 'decision.ending', open, office)).toEqual(steps);
    expect(await remindedOn(days, 'decision.ending', signed)).toEqual([]);
  });
});

describe('a deal on hold', () => {
  it('is reminded of on its review date, once, and not when it goes on before', async () => {
    const [held, resumed] = [await notices.deal('暂停一号'), await notices.deal('暂停二号')];
    for (const id of [held, resumed]) await notices.send(new HoldDeal(id, { code: 'other', reason: '待定', reviewOn: '2026-06-10' }, by(lead, '2026-05-01')));
    await notices.send(new ResumeDeal(resumed, {}, by(lead, '2026-06-01')));
    expect(await remindedOn(['2026-06-09', '2026-06-10', '2026-06-11', '2026-07-11'], 'deal.review-due', held)).toEqual([['2026-06-10', 0]]);
    expect(await remindedOn(['2026-07-12'], 'deal.review-due', resumed)).toEqual([]);
  });
});
