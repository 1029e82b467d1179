import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AcceptTransfer, HoldDeal, LoseDeal, OfferTransfer } from '#deals';
import { createHmac } from 'node:crypto';
import { by, type NoticesWorld, openNoticesWorld, people } from '../../../test/support/notices-world.ts';
import { type MailServer, type Receiver, startMailServer, startReceiver } from '../../../test/support/receivers.ts';
import type { NewChannel } from './channel.store.ts';
import { Mailer } from './mailer.ts';
import { noticeSettings } from './notice.settings.ts';
import { deliveriesIn, retryDelivery } from './outbox.ts';
import { defaultPreferences, instantAt } from './preferences.ts';

const DAY = '2026-03-02';
const SECRET = 'a secret of the spec';
const { lead, office, otherLead } = people;
const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest();

let notices: NoticesWorld;
let receiver: Receiver;
let mail: MailServer;
let mailer: Mailer;
let n = 0;

beforeAll(async () => {
  [receiver, mail] = await Promise.all([startReceiver(), startMailServer()]);
  mailer = new Mailer({ url: mail.url, from: '留痕 <liuhen@example.cn>' });
  notices = await openNoticesWorld({ outside: { allowLoopback: true, timeoutMs: 1_500, answerLimit: 1_000 }, mailer });
});
afterAll(async () => {
  await notices?.close();
  mailer?.close();
  await Promise.all([receiver?.close(), mail?.close()]);
});
beforeEach(async () => {
  receiver.received.length = 0;
  receiver.answers = [{ body: '{"errcode":0,"code":0}' }];
  mail.mails.length = 0;
  // What the spec before has left untold is nobody's news here.
  await notices.react();
  await notices.pool.query('truncate notices.channels, notices.outbox, notices.preferences, notices.digests');
  notices.at(new Date().toISOString());
});

const channel = async (over: Partial<NewChannel> = {}): Promise<string> => {
  const id = crypto.randomUUID();
  await notices.channels.add(lead, id, { unit: 'nm', kind: 'webhook', name: '测试渠道', url: `${receiver.url}/hook?token=t`, secret: SECRET, ...over });
  return id;
};
const chooses = (account: string, over: Partial<typeof defaultPreferences> = {}, email: string | null = `${account}@example.cn`) => notices.preferences.set(account, { ...defaultPreferences, ...over }, email);
/** A deal of the unit is lost, and everybody is told. */
async function loses(title = `失去${n++}`): Promise<string> {
  const deal = await notices.deal(title);
  await notices.send(new LoseDeal(deal, { code: 'cost' }, by(office, DAY)));
  await notices.react();
  await notices.catchUp();
  return deal;
}
const inState = async (state: 'waiting' | 'sent' | 'dropped' | 'dead') => deliveriesIn(notices.pool, state, 200);
const later = (seconds: number): void => notices.at(new Date(Date.parse(notices.now()) + seconds * 1000).toISOString());

describe('a signed webhook', () => {
  it('is posted once with kind, facts, title and link, signed over time and body', async () => {
    await channel();
    const deal = await loses('碳纤维一期');
    await notices.deliveries.run();
    await notices.react();
    await notices.deliveries.run();
    expect(receiver.received).toHaveLength(1);
    const [{ path, headers, body }] = receiver.received as [(typeof receiver.received)[0]];
    expect(path).toBe('/hook?token=t');
    expect(headers['liuhen-signature']).toBe(`v1=${hmac(SECRET, `${String(headers['liuhen-timestamp'])}.${body}`).toString('hex')}`);
    expect(JSON.parse(body)).toMatchObject({ id: headers['liuhen-id'], kind: 'deal.lost', facts: { code: 'cost' }, caseId: deal, title: '碳纤维一期', link: `https://liuhen.example.cn/cases/${deal}` });
    expect(headers['idempotency-key']).toBe(headers['liuhen-id']);
  });

  it('is tried again under the same id, each time later, until it is taken', async () => {
    await channel();
    await loses();
    receiver.answers = [{ status: 503 }, { silent: true }, { status: 204 }];
    for (let turn = 0; turn < 3; turn++) {
      await notices.deliveries.run();
      await notices.deliveries.run();
      expect(receiver.received).toHaveLength(turn + 1);
      if (turn < 2) expect(await inState('waiting')).toMatchObject([{ attempts: turn + 1, error: ['http-503', 'network-ETIMEDOUT'][turn] }]);
      later(60 * 2 ** turn);
    }
    expect(new Set(receiver.received.map(({ headers }) => headers['liuhen-id'])).size).toBe(1);
    expect(await inState('sent')).toMatchObject([{ attempts: 3, error: null }]);
  });

  it('is sent again when its sender died after sending, under the same id', async () => {
    await channel();
    await loses();
    await notices.pool.query(`create function notices.forget() returns trigger language plpgsql as $$ begin if new.state = 'sent' then raise 'the sender has died'; end if; return new; end $$;
      create trigger forget before update on notices.outbox for each row execute function notices.forget()`);
    await expect(notices.deliveries.run()).rejects.toThrow('the sender has died');
    await notices.pool.query('drop trigger forget on notices.outbox; drop function notices.forget()');
    await notices.deliveries.run();
    expect(receiver.received).toHaveLength(1);
    later(121);
    await notices.deliveries.run();
    expect(receiver.received).toHaveLength(2);
    expect(new Set(receiver.received.map(({ headers }) => headers['liuhen-id'])).size).toBe(1);
    expect(await inState('sent')).toHaveLength(1);
  });

  it('that never answers well is dead in the end, told by a code, and tried again when somebody says so', async () => {
    const id = await channel();
    await loses();
    receiver.answers = [{ status: 500 }];
    for (let turn = 0; turn < noticeSettings[0].attempts; turn++) {
      await notices.deliveries.run();
      later(noticeSettings[0].longestWaitSeconds + 1);
    }
    await notices.deliveries.run();
    expect(receiver.received).toHaveLength(noticeSettings[0].attempts);
    const [dead] = await inState('dead');
    expect(dead).toMatchObject({ channel: id, unit: 'nm', kind: 'deal.lost', error: 'http-500' });
    // Another unit's lead does not see it, nor may retry it.
    expect(await deliveriesIn(notices.pool, 'dead', 10, otherLead)).toEqual([]);
    await expect(retryDelivery(notices.pool, dead!.id, notices.now(), otherLead)).rejects.toMatchObject({ code: 'notice.delivery-unknown' });
    receiver.answers = [{ status: 200 }];
    await retryDelivery(notices.pool, dead!.id, notices.now(), lead);
    await notices.deliveries.run();
    expect(await inState('sent')).toMatchObject([{ id: dead!.id }]);
  });

  it('follows no redirect and reads no endless answer', async () => {
    await channel();
    await loses();
    receiver.answers = [{ status: 302, headers: { location: `${receiver.url}/elsewhere` } }];
    await notices.deliveries.run();
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook?token=t']);
    expect(await inState('dead')).toMatchObject([{ error: 'address-redirected' }]);
    receiver.answers = [{ body: Buffer.alloc(5_000_000, 'x') }];
    await loses();
    await notices.deliveries.run();
    expect(await inState('sent')).toHaveLength(1);
  });
});

describe('the robots', () => {
  it('get markdown, each signed as its messenger wants it; what says no in its body is tried again', async () => {
    await channel({ kind: 'wecom', url: `${receiver.url}/wecom?key=k`, secret: undefined });
    await channel({ kind: 'dingtalk', url: `${receiver.url}/dingtalk?access_token=k` });
    await channel({ kind: 'feishu', url: `${receiver.url}/feishu` });
    await loses('示例项目');
    await notices.deliveries.run();
    const of = (name: string) => receiver.received.find(({ path }) => path.startsWith(`/${name}`))!;
    expect((JSON.parse(of('wecom').body) as { markdown: { content: string } }).markdown.content).toContain('示例项目');
    const signed = new URL(of('dingtalk').path, receiver.url).searchParams;
    expect(signed.get('sign')).toBe(hmac(SECRET, `${signed.get('timestamp')}\n${SECRET}`).toString('base64'));
    const { timestamp, sign } = JSON.parse(of('feishu').body) as Record<string, string>;
    expect(sign).toBe(hmac(`${timestamp}\n${SECRET}`, '').toString('base64'));
    receiver.answers = [{ body: '{"errcode":310000,"code":19021}' }];
    await loses();
    await notices.deliveries.run();
    expect((await inState('waiting')).map(({ error }) => error).sort()).toEqual(['dingtalk-310000', 'feishu-19021', 'wecom-310000']);
  });
});

describe('a channel', () => {
  it('never shows where it leads or its secret, and keeps both sealed', async () => {
    const id = await channel();
    const [view] = await notices.channels.list(lead);
    expect(view).toMatchObject({ id, unit: 'nm', kind: 'webhook', host: `127.0.0.1:${receiver.port}`, createdBy: 'nm.lead' });
    const { rows } = await notices.pool.query('select * from notices.channels');
    for (const text of [JSON.stringify(view), JSON.stringify(rows)]) expect(text).not.toMatch(/token=t|a secret of the spec/);
  });

  it('belongs to a unit: its lead or the office set it, nobody else', async () => {
    const id = await channel();
    const add = (who: typeof lead, unit: string) => notices.channels.add(who, crypto.randomUUID(), { unit, kind: 'wecom', name: 'x', url: receiver.url });
    await expect(add(otherLead, 'nm')).rejects.toMatchObject({ code: 'access.forbidden' });
    await expect(add(people.member, 'nm')).rejects.toMatchObject({ code: 'access.forbidden' });
    await add(office, 'yy');
    expect((await notices.channels.list(office)).map(({ unit }) => unit).sort()).toEqual(['nm', 'yy']);
    expect((await notices.channels.list(otherLead)).map(({ unit }) => unit)).toEqual(['yy']);
    await expect(notices.channels.list(otherLead, 'nm')).rejects.toMatchObject({ code: 'access.forbidden' });
    await expect(notices.channels.remove(otherLead, id)).rejects.toMatchObject({ code: 'notice.channel-unknown' });
    await notices.channels.remove(lead, id);
    expect(await notices.channels.list(lead)).toEqual([]);
  });

  it('of another unit hears nothing, and of a case that has gone to another unit nothing more', async () => {
    await channel();
    await notices.channels.add(otherLead, crypto.randomUUID(), { unit: 'yy', kind: 'webhook', name: 'y', url: `${receiver.url}/yy`, secret: SECRET });
    const deal = await notices.deal('去向别队');
    await notices.send(new HoldDeal(deal, { code: 'other', reason: '待定', reviewOn: '2026-12-31' }, by(office, DAY)));
    await notices.react();
    await notices.catchUp();
    // Before it is sent the case goes to another unit.
    await notices.send(new OfferTransfer(deal, { to: 'yy', creditKept: 0 }, by(lead, DAY)));
    await notices.send(new AcceptTransfer(deal, {}, by(otherLead, DAY)));
    await notices.deliveries.run();
    expect(receiver.received).toEqual([]);
    expect(await inState('dropped')).toMatchObject([{ unit: 'nm', kind: 'deal.held', error: 'nothing-to-say' }]);
  });
});

describe('mail', () => {
  it('goes to who gave a mailbox, with a stable id, in the language chosen; what is refused for good is dead at once', async () => {
    await chooses('nm.lead', { language: 'en' });
    const deal = await loses('Carbon fibre');
    await notices.deliveries.run();
    const [{ to, headers, text }] = mail.mails as [(typeof mail.mails)[0]];
    expect([to, headers['subject']]).toEqual([['nm.lead@example.cn'], 'Deal lost: Carbon fibre']);
    expect(headers['message-id']).toBe(`<${headers['x-liuhen-message-id']}@liuhen>`);
    expect(text).toBe(`Deal lost\nCarbon fibre\nhttps://liuhen.example.cn/cases/${deal}`);
    mail.refusals.push('451 later', '550 no such mailbox nm.lead@example.cn');
    await loses();
    await notices.deliveries.run();
    expect(await inState('waiting')).toMatchObject([{ error: 'smtp-451' }]);
    later(31);
    await notices.deliveries.run();
    expect(await inState('dead')).toMatchObject([{ account: 'nm.lead', error: 'smtp-550' }]);
    expect(JSON.stringify(await inState('dead'))).not.toContain('@');
  });

  it('keeps the address sealed, and cannot read a replaced one again', async () => {
    await chooses('nm.lead');
    const { rows: [row] } = await notices.pool.query<{ email: object }>('select email, email_id from notices.preferences');
    expect(JSON.stringify(row)).not.toContain('example.cn');
    await chooses('nm.lead', {}, null);
    expect((await notices.preferences.of('nm.lead')).email).toBeNull();
  });

  it('waits for the end of quiet hours, and then goes out', async () => {
    await chooses('nm.lead', { quiet: { from: '21:00', until: '07:30' } });
    const night = instantAt('2026-11-24', '23:00');
    notices.at(night);
    await loses('夜里的事');
    await notices.deliveries.run();
    notices.at(instantAt('2026-11-25', '07:29'));
    await notices.deliveries.run();
    expect(mail.mails).toEqual([]);
    notices.at(instantAt('2026-11-25', '07:30'));
    await notices.deliveries.run();
    expect(mail.mails.map(({ headers }) => headers['subject'])).toEqual(['项目流失：夜里的事']);
  });

  it('waits for quiet hours that were chosen after it was written, too', async () => {
    await chooses('nm.lead');
    notices.at(instantAt('2026-11-24', '20:00'));
    await loses();
    await chooses('nm.lead', { quiet: { from: '19:00', until: '21:00' } });
    await notices.deliveries.run();
    expect(await inState('waiting')).toMatchObject([{ attempts: 0, notBefore: instantAt('2026-11-24', '21:00') }]);
  });

  it('is one a day for who takes a digest: on working days, with counts and list, of what is unread and still theirs to read', async () => {
    await chooses('nm.lead', { digest: 'daily', digestAt: '08:30' });
    notices.at(instantAt('2026-11-20', '17:00'));
    await loses('周五一号');
    const gone = await notices.deal('周五二号');
    await notices.send(new HoldDeal(gone, { code: 'other', reason: '待定', reviewOn: '2026-12-31' }, by(office, DAY)));
    await notices.react();
    await notices.send(new OfferTransfer(gone, { to: 'yy', creditKept: 0 }, by(lead, DAY)));
    await notices.send(new AcceptTransfer(gone, {}, by(otherLead, DAY)));
    await notices.react();
    await notices.catchUp();
    const look = async (day: string, at: string): Promise<void> => {
      notices.at(instantAt(day, at));
      await notices.digests.run();
      await notices.digests.run();
      await notices.deliveries.run();
    };
    await look('2026-11-21', '09:00');
    await look('2026-11-22', '09:00');
    await look('2026-11-23', '08:29');
    expect(mail.mails).toEqual([]);
    await look('2026-11-23', '08:30');
    await look('2026-11-23', '11:00');
    expect(mail.mails).toHaveLength(1);
    const [{ headers, text }] = mail.mails as [(typeof mail.mails)[0]];
    expect(headers['subject']).toBe('留痕通知汇总（2026-11-23）：2 条');
    expect(text).toContain('流转接受 1，项目流失 1');
    expect(text).toContain('项目流失：周五一号');
    expect(text).not.toContain('周五二号');
    // A day without anything new sends nothing.
    await look('2026-11-24', '08:30');
    expect(mail.mails).toHaveLength(1);
  });

  it('is one a week for who wants it so, on its first working day after the holidays', async () => {
    notices.at(instantAt('2026-09-30', '10:00'));
    await chooses('nm.lead', { digest: 'weekly', digestAt: '08:30' });
    await loses('节前一号');
    for (const day of ['2026-10-01', '2026-10-05', '2026-10-07', '2026-10-08', '2026-10-09', '2026-10-10']) {
      notices.at(instantAt(day, '09:00'));
      await notices.digests.run();
      await notices.deliveries.run();
      expect({ day, mails: mail.mails.length }).toEqual({ day, mails: day < '2026-10-08' ? 0 : 1 });
    }
  });
});
