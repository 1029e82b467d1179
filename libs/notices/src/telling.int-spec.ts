import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AcceptTransfer, HoldDeal, LoseDeal, OfferTransfer, ResumeDeal } from '#deals';
import type { RecordedEvent } from '#event-store';
import { ProcessRunner } from '#processes';
import { by, type NoticesWorld, openNoticesWorld, people } from '../../../test/support/notices-world.ts';
import { eventually } from '../../../test/support/embedded-program.ts';
import { noticeId } from './notice.kinds.ts';
import { tell, type Telling } from './telling.ts';

const DAY = '2026-03-02';
const { member, lead, other, otherLead, office, leader } = people;
const CASE = '6f1d0d4c-7a11-4b0b-8c55-9e0a3b0b6a5e';

let notices: NoticesWorld;
beforeAll(async () => {
  notices = await openNoticesWorld();
});
afterAll(() => notices?.close());

const lines = async (id: string): Promise<number> => (await notices.pool.query('select from notices.inbox where id = $1', [id])).rowCount ?? 0;
const telling = (n: number, accounts: readonly string[] = ['nm.lead', 'nm.member']): Telling => ({ id: noticeId('deal.lost', CASE, n), kind: 'deal.lost', subject: { caseId: CASE }, facts: {}, to: { accounts, units: [] } });

describe('a notice is told once', () => {
  it('however many tell it at the same time', async () => {
    const same = telling(1);
    const told = await Promise.all(Array.from({ length: 8 }, () => tell(notices.pool, [same, telling(2)], notices.now())));
    expect(told.reduce((sum, count) => sum + count)).toBe(2);
    expect([await lines(same.id), await lines(telling(2).id)]).toEqual([2, 2]);
  });

  it('though the writer dies between its mark and its lines: the next one finds nothing, and tells it', async () => {
    const cut = telling(3);
    await notices.pool.query(`create function notices.fail() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
      create trigger fail before insert on notices.inbox for each row execute function notices.fail()`);
    await expect(tell(notices.pool, [cut], notices.now())).rejects.toThrow();
    expect((await notices.pool.query('select from notices.told where id = $1', [cut.id])).rowCount).toBe(0);
    await notices.pool.query('drop trigger fail on notices.inbox');
    await tell(notices.pool, [cut], notices.now());
    await tell(notices.pool, [cut], notices.now());
    expect(await lines(cut.id)).toBe(2);
  });

  it('though its teller dies between telling and cursor, and tells everything again', async () => {
    const deal = await notices.deal('光标之前');
    await notices.send(new HoldDeal(deal, { code: 'other', reason: '待定', reviewOn: '2026-12-31' }, by(lead, DAY)));
    const { position } = await notices.world.store.head();
    const run = async (until: number, failsAt?: string): Promise<void> => {
      const stop = new AbortController();
      const manager = {
        name: notices.manager.name,
        async react(event: RecordedEvent) {
          await notices.manager.react(event);
          if (event.type === failsAt) throw new Error('died after telling');
        },
      };
      const errors: Error[] = [];
      const runner = new ProcessRunner({ connectionString: notices.database.url, store: notices.world.store, catalogue: notices.catalogue, manager, onError: (error) => errors.push(error) });
      const running = runner.run(stop.signal);
      await eventually(async () => {
        if (failsAt === undefined ? runner.position < until : errors.length === 0) throw new Error('not yet');
      });
      stop.abort();
      await running;
    };
    await run(position, 'DealPutOnHold');
    await run(position);
    await notices.react();
    await notices.catchUp();
    for (const who of [member, office]) expect((await notices.kinds(who)).filter((kind) => kind === 'deal.held')).toEqual(['deal.held']);
    // Who did it knows.
    expect(await notices.kinds(lead)).not.toContain('deal.held');
  });
});

describe('who may not read a case', () => {
  it('is told nothing of it, at no time', async () => {
    const deal = await notices.deal('保密一号');
    await notices.send(new HoldDeal(deal, { code: 'other', reason: '待定', reviewOn: '2026-12-31' }, by(lead, DAY)));
    await notices.send(new ResumeDeal(deal, {}, by(lead, DAY)));
    await notices.send(new LoseDeal(deal, { code: 'land' }, by(lead, DAY)));
    await notices.react();
    await notices.catchUp();
    for (const who of [other, otherLead]) expect(await notices.kinds(who)).toEqual([]);
    const { rows } = await notices.pool.query<{ account: string }>('select distinct account from notices.inbox where case_id = $1 order by account', [deal]);
    expect(rows.map(({ account }) => account)).toEqual(['nm.member', 'office']);
    expect(await notices.kinds(leader)).toEqual([]);
  });

  it('does not see any more what they could read before; as a party to a transfer they still learn its end, and nothing of the case', async () => {
    const deal = await notices.deal('流转一号');
    await notices.send(new HoldDeal(deal, { code: 'other', reason: '待定', reviewOn: '2026-12-31' }, by(office, DAY)));
    await notices.react();
    await notices.send(new OfferTransfer(deal, { to: 'yy', creditKept: 50 }, by(lead, DAY)));
    await notices.react();
    await notices.catchUp();
    const seen = async (who: typeof member) => (await notices.inbox.page(who, { unread: false, before: null, limit: 100 })).items.filter(({ title, caseId, kind }) => title === '流转一号' || caseId === deal || kind.startsWith('transfer.'));
    expect((await seen(member)).map(({ kind, title }) => [kind, title])).toEqual([['deal.held', '流转一号']]);
    expect((await seen(other)).map(({ kind, title, facts }) => [kind, title, facts])).toEqual([['transfer.offered', '流转一号', { from: 'nm', to: 'yy' }]]);
    await notices.send(new AcceptTransfer(deal, {}, by(otherLead, DAY)));
    await notices.react();
    await notices.catchUp();
    expect((await seen(member)).map(({ kind, title, caseId }) => [kind, title, caseId])).toEqual([['transfer.accepted', null, null]]);
    expect(JSON.stringify(await seen(member))).not.toContain(deal);
    expect((await seen(other)).map(({ kind }) => kind)).toEqual(['transfer.offered']);
  });
});

describe('an inbox', () => {
  it('is read line by line and as a whole, each its own, and counted without what is hidden', async () => {
    const deals = await Promise.all(['甲', '乙', '丙'].map((name) => notices.deal(`收件箱${name}`)));
    for (const deal of deals) await notices.send(new LoseDeal(deal, { code: 'cost' }, by(office, DAY)));
    await notices.react();
    await notices.catchUp();
    await notices.inbox.markAllRead('nm.member');
    expect(await notices.inbox.unread(member)).toBe(0);
    await notices.send(new HoldDeal(await notices.deal('收件箱丁'), { code: 'other', reason: '待定', reviewOn: '2026-12-31' }, by(office, DAY)));
    await notices.react();
    // Nobody has projected the case yet: until somebody can say whose it is, it is shown to nobody.
    expect(await notices.inbox.unread(member)).toBe(0);
    await notices.catchUp();
    expect(await notices.inbox.unread(member)).toBe(1);
    const { items } = await notices.inbox.page(member, { unread: true, before: null, limit: 10 });
    await notices.inbox.markRead('nm.member', items[0]!.id);
    await notices.inbox.markRead('nm.member', items[0]!.id);
    expect(await notices.inbox.unread(member)).toBe(0);
    expect(await notices.inbox.unread(lead)).toBeGreaterThan(0);
    await expect(notices.inbox.markRead('yy.member', items[0]!.id)).rejects.toMatchObject({ code: 'notice.unknown' });
  });

  it('comes page by page, nothing twice and nothing left out', async () => {
    const whole = (await notices.inbox.page(member, { unread: false, before: null, limit: 100 })).items.map(({ id }) => id);
    const paged: string[] = [];
    for (let before: string | null = null, more = true; more;) {
      const { items, next }: Awaited<ReturnType<typeof notices.inbox.page>> = await notices.inbox.page(member, { unread: false, before, limit: 2 });
      paged.push(...items.map(({ id }) => id));
      [before, more] = [next, next !== null];
    }
    expect(whole.length).toBeGreaterThan(4);
    expect(paged).toEqual(whole);
  });

  it('has a muted kind as read: it rings no bell and is not lost', async () => {
    const { settings } = await notices.preferences.of('nm.member');
    await notices.preferences.set('nm.member', { ...settings, muted: { inbox: ['deal.lost'], email: [] } }, null);
    await notices.send(new LoseDeal(await notices.deal('静音一号'), { code: 'cost' }, by(office, DAY)));
    await notices.react();
    await notices.catchUp();
    const { items: [first] } = await notices.inbox.page(member, { unread: false, before: null, limit: 1 });
    expect([first?.kind, first?.title, first?.readAt === null]).toEqual(['deal.lost', '静音一号', false]);
    expect(await notices.inbox.unread(member)).toBe(0);
  });
});
