import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { daysAgo, done, dossier, eventually as asked, filing, negotiation, paperOf, passed } from '../journeys/script.ts';
import type { Client, Reply } from '../support/client.ts';
import { type Compiled, compileSources } from '../support/compiled.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { eventually, query } from '../support/embedded-program.ts';
import { clientsOf, createAccounts, type Product, type Program, startProgram } from '../support/product.ts';
import { type MailServer, startMailServer } from '../support/receivers.ts';

jest.setTimeout(240_000);

type Line = { readonly id: string; readonly kind: string; readonly facts: Readonly<Record<string, unknown>>; readonly caseId: string | null; readonly meetingId: string | null; readonly title: string | null; readonly readAt: string | null };

let [database, directory, compiled, mail]: [FreshDatabase, string, Compiled, MailServer] = [] as never;
let as: (account: string) => Client;
const programs: { api?: Program; worker?: Program } = {};
const start = async (name: 'api' | 'worker'): Promise<void> => {
  programs[name] = await startProgram(name, { databaseUrl: database.url, directory, compiled, env: { SMTP_URL: mail.url, MAIL_FROM: '留痕 <liuhen@example.cn>' } });
};

beforeAll(async () => {
  [database, directory, compiled, mail] = await Promise.all([freshDatabase('noticed'), mkdtemp(join(tmpdir(), 'liuhen-notices-')), compileSources(), startMailServer()]);
  await createAccounts(database.url);
  await start('api');
  await start('worker');
  as = clientsOf(() => String(programs.api?.ready['url']));
}, 180_000);
afterAll(async () => {
  await Promise.all(Object.values(programs).map((program) => program.kill('SIGTERM')));
  await Promise.all([database?.drop(), compiled?.remove(), mail?.close()]);
  await rm(directory, { recursive: true, force: true });
});

const linesOf = async (account: string, unread = false): Promise<readonly Line[]> => {
  const { status, body } = await as(account).get(`/notices?limit=200${unread ? '&unread=true' : ''}`);
  expect(status).toBe(200);
  return body['items'] as readonly Line[];
};
const about = async (account: string, id: string): Promise<readonly string[]> => (await linesOf(account)).filter(({ caseId, meetingId }) => caseId === id || meetingId === id).map(({ kind }) => kind);
/** The kinds that somebody was told of a case, as soon as one of them is there. */
const toldOf = (account: string, id: string, kind: string): Promise<readonly string[]> => asked(() => about(account, id), (kinds) => kinds.includes(kind), 20_000);
const code = ({ status, code: said }: Reply): readonly [number, string | undefined] => [status, said];
const put = async (account: string, path: string, body: unknown): Promise<{ status: number; body: Readonly<Record<string, unknown>> }> => {
  const response = await fetch(`${String(programs.api?.ready['url'])}/api/v1${path}`, { method: 'PUT', body: JSON.stringify(body), headers: { cookie: await as(account).cookie(), 'content-type': 'application/json' } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const late = { lateReason: '补录' };
/** A lead whose protection was granted so many days ago. */
async function protectedSince(days: number, name: string): Promise<string> {
  const { id } = done(await as('nm.member').post('/leads', filing({ investor: `示例${name}有限公司`, title: name }, { ...late, occurredOn: daysAgo(days) })));
  done(await as('office').postAt(`/leads/${id}`, `/leads/${id}/triage`, { ...late, outcome: 'accept', occurredOn: daysAgo(days) }));
  done(await as('office').post(`/leads/${id}/protection`, { ...late, occurredOn: daysAgo(days) }));
  return id;
}

describe('what happens to a case', () => {
  let id: string;

  it('is told to the unit that holds it, and to no other', async () => {
    id = await protectedSince(10, '报备一号');
    expect(await toldOf('nm.member', id, 'protection.granted')).toEqual(['protection.granted', 'lead.accepted']);
    expect(await about('nm.lead', id)).toEqual(['protection.granted', 'lead.accepted']);
    for (const account of ['yy.lead', 'yy.member', 'finance', 'office', 'auditor', 'sysadmin', 'agent1.member']) expect(await linesOf(account)).toEqual([]);
  });

  it('a transfer is told to whom it is offered; its answer to who offered it, who then sees nothing of the case', async () => {
    done(await as('nm.lead').postAt(`/leads/${id}`, `/leads/${id}/transfer`, { to: 'yy', credit: { from: 50, to: 50 } }));
    expect(await toldOf('yy.member', id, 'transfer.offered')).toEqual(['transfer.offered']);
    done(await as('yy.lead').postAt(`/leads/${id}`, `/leads/${id}/transfer/accept`, {}));
    const answer = await asked(() => linesOf('nm.member'), (lines) => lines[0]?.kind === 'transfer.accepted', 20_000);
    expect(answer.map(({ kind, caseId, title, facts }) => [kind, caseId, title, facts])).toEqual([['transfer.accepted', null, null, { from: 'nm', to: 'yy' }]]);
    expect((await linesOf('yy.member')).map(({ title }) => title)).toEqual(['报备一号']);
  });

  it('is counted for the bell, marked read one by one or all at once, each for oneself', async () => {
    const [line] = await linesOf('yy.member', true);
    expect((await as('yy.member').get('/notices/count')).body).toEqual({ unread: 1, more: false });
    expect(code(await as('nm.member').post(`/notices/${line!.id.replace(/^./, (first) => (first === '0' ? '1' : '0'))}/read`, {}))).toEqual([404, 'notice.unknown']);
    for (let time = 0; time < 2; time++) expect((await as('yy.member').post(`/notices/${line!.id}/read`, {})).body).toEqual({ unread: 0 });
    expect((await as('yy.lead').get('/notices/count')).body).toEqual({ unread: 1, more: false });
    expect((await as('yy.lead').post('/notices/read-all', {})).body).toEqual({ unread: 0 });
    expect(await linesOf('yy.member', true)).toEqual([]);
  });

  it('is told to departments, verifiers and reporters in their turn', async () => {
    const product = { as, url: String(programs.api?.ready['url']) } as Product;
    const deal = await negotiation(product, 'nm', { investor: '示例储能有限公司', title: '储能项目' });
    const path = `/deals/${deal}`;
    const paper = await paperOf(as('nm.member'), '投资协议：示例');
    done(await as('nm.member').postAt(path, `${path}/drafts`, { kind: 'formal', ...paper, title: '投资协议' }));
    done(await as('nm.lead').postAt(path, `${path}/dossier`, dossier));
    done(await as('office').post(`${path}/opinions/requests`, { departments: ['land', 'legal'] }));
    expect(await toldOf('land', deal, 'opinion.requested')).toEqual(['opinion.requested']);
    expect(await toldOf('legal', deal, 'opinion.requested')).toEqual(['opinion.requested']);
    expect(await about('energy', deal)).toEqual([]);
    done(await as('office').postAt(path, `${path}/review`, passed));
    const today = daysAgo(0);
    done(await as('leader').postAt(path, `${path}/decision`, { decision: 'approve', sha256: paper.sha256, legal: { by: 'legal', on: today }, fairCompetition: { by: 'legal', on: today } }));
    done(await as('leader').postAt(path, `${path}/agreements`, { kind: 'formal', ...paper }));
    expect((await toldOf('nm.member', deal, 'agreement.signed')).slice(0, 3)).toEqual(['agreement.signed', 'decision.made', 'review.concluded']);
    expect(await about('leader', deal)).toEqual([]);
    done(await as('nm.lead').post(`${path}/service-owner`, { account: 'service' }));
    const { documentId } = await paperOf(as('service'), '营业执照');
    done(await as('service').post(`${path}/milestones`, { particulars: { kind: 'site-secured', site: 'lease', reference: '租赁合同一号' }, evidence: [documentId] }));
    for (const account of ['verifier', 'finance']) expect(await toldOf(account, deal, 'report.waiting')).toContain('report.waiting');
    done(await as('verifier').post(`${path}/milestones/site-secured/verification`, { verdict: 'refuse', reason: '材料不全' }));
    expect(await toldOf('service', deal, 'report.refused')).toEqual(['report.refused']);
    expect(await about('verifier', deal)).toEqual(['report.waiting']);
    for (const account of ['yy.lead', 'yy.member']) expect(await about(account, deal)).toEqual([]);
  });

  it('a meeting is told to its members, whose screens hear of it at once', async () => {
    const stop = new AbortController();
    const stream = await fetch(`${String(programs.api?.ready['url'])}/api/v1/stream`, { headers: { cookie: await as('reviewer1').cookie(), accept: 'text/event-stream' }, signal: stop.signal });
    // The first open screen of an api has it listen.
    await eventually(async () => {
      if ((await query(database.url, `select from pg_stat_activity where application_name = 'liuhen notice calls' and state = 'idle' and query ~ '^(listen|select)'`)).length === 0) throw new Error('not yet');
    });
    const heard = (async () => {
      let text = '';
      for await (const chunk of stream.body!) {
        text += Buffer.from(chunk as Uint8Array).toString();
        if (/event: (noticed|heartbeat)/.test(text)) break;
      }
      stop.abort();
      return text;
    })();
    const { id: meeting } = done(await as('office').post('/meetings', { kind: 'review', on: daysAgo(0), members: ['reviewer1', 'reviewer2', 'reviewer3'] }));
    expect(await heard).toContain('event: noticed');
    expect(await toldOf('reviewer1', meeting, 'meeting.scheduled')).toEqual(['meeting.scheduled']);
    expect(await about('reviewer4', meeting)).toEqual([]);
    expect(await about('office', meeting)).toEqual([]);
  });
});

describe('reminders', () => {
  // Which step is due depends on how a grant counts its days; that each comes once does not.
  const steps = async (account: string, id: string): Promise<readonly unknown[]> => (await linesOf(account)).filter(({ caseId, kind }) => caseId === id && kind === 'protection.ending').map(({ facts }) => facts['on']);
  const wipe = (): Promise<unknown> => eventually(() => query(database.url, 'drop schema if exists jobs cascade'));
  const reminded = (ids: readonly string[]): Promise<void> => eventually(async () => {
    for (const id of ids) if ((await steps('nm.member', id)).length === 0) throw new Error(`nobody was reminded of ${id}`);
  }, 100_000);

  it('come once: the queue wiped under a working worker, while it is stopped, and as soon as it is back', async () => {
    const ids = [await protectedSince(80, '到期一号')];
    await wipe();
    await reminded(ids);
    await programs.worker?.kill('SIGKILL');
    ids.push(await protectedSince(85, '到期二号'));
    await wipe();
    await start('worker');
    await wipe();
    await reminded(ids);
    // Another round of the clock changes nothing.
    await eventually(async () => {
      const runs = programs.worker?.said.filter((line) => line.includes('"job":"notices.remind"') && line.includes('"outcome":"done"')).length ?? 0;
      if (runs < 2) throw new Error('not yet');
    }, 130_000);
    for (const id of ids) for (const account of ['nm.member', 'nm.lead']) expect(await steps(account, id)).toHaveLength(1);
    for (const account of ['yy.member', 'office']) for (const id of ids) expect(await steps(account, id)).toEqual([]);
  });
});

describe('the conditions of a review', () => {
  const panel = ['reviewer1', 'reviewer2', 'reviewer3'];
  const criteria = ['industry', 'investment', 'output-and-tax', 'land-and-energy', 'environment-and-safety'];

  it('are reminded of to the unit or department that answers for them, once, and to nobody who may not read the case', async () => {
    const deal = await negotiation({ as, url: '' } as Product, 'nm', { investor: '示例医药有限公司', title: '原料药项目' });
    const path = `/deals/${deal}`;
    const paper = await paperOf(as('nm.member'), '投资协议：示例医药');
    done(await as('nm.member').postAt(path, `${path}/drafts`, { kind: 'formal', ...paper, title: '投资协议' }));
    done(await as('nm.lead').postAt(path, `${path}/dossier`, dossier));
    done(await as('office').post(`${path}/opinions/requests`, {}));
    for (const department of ['finance', 'legal', 'land', 'environment', 'safety', 'energy']) done(await as(department).post(`${path}/opinions`, { outcome: 'agree', text: '无不同意见' }));
    const meeting = `/meetings/${done(await as('office').post('/meetings', { kind: 'review', on: daysAgo(0), members: panel })).id}`;
    done(await as('office').post(`${meeting}/items`, { dealId: deal }));
    const item = `${meeting}/items/${(await as('office').get(meeting).then(({ body }) => body['items'] as readonly { id: string }[]))[0]!.id}`;
    for (const account of panel) {
      done(await as(account).post(`${item}/interest`, { interest: false }));
      done(await as(account).post(`${item}/dossier`, {}));
      done(await as(account).post(`${item}/score`, { scores: criteria.map((criterion) => ({ criterion, points: 90 })) }));
    }
    done(await as('office').postAt(meeting, `${meeting}/attendance`, { present: panel }));
    const conditions = [['nm', 5], ['land', 1], ['yy', 1], ['safety', 30]] as const;
    done(await as('office').postAt(meeting, `${item}/conclusion`, { outcome: 'pass-with-conditions', conditions: conditions.map(([unit, days]) => ({ text: `条件：${unit}`, unit, dueOn: daysAgo(-days) })) }));
    const reminded = async (account: string): Promise<readonly unknown[]> => (await linesOf(account)).filter(({ kind, caseId }) => kind === 'condition.ending' && caseId === deal).map(({ facts }) => facts['days']);
    for (const [account, days] of [['nm.member', 5], ['nm.lead', 5], ['land', 1]] as const) expect(await asked(() => reminded(account), (all) => all.length > 0, 100_000)).toEqual([days]);
    for (const account of ['yy.lead', 'yy.member', 'safety', 'energy']) expect(await reminded(account)).toEqual([]);
  });
});

describe('preferences and channels', () => {
  const wanted = { muted: { inbox: [], email: ['lead.accepted'] }, quiet: null, digest: 'off', digestAt: '08:30', language: 'zh' };

  it('send mail to the address one gave, of what one did not mute, once', async () => {
    expect((await as('nm.lead').get('/notices/preferences')).body).toMatchObject({ email: null, mail: true, digest: 'off' });
    expect(await put('nm.lead', '/notices/preferences', { ...wanted, email: 'lead@example.cn' })).toMatchObject({ status: 200, body: { email: 'lead@example.cn', muted: { email: ['lead.accepted'] } } });
    expect((await put('nm.lead', '/notices/preferences', { ...wanted, email: 'no address' })).status).toBe(400);
    const id = await protectedSince(5, '邮件一号');
    await eventually(async () => {
      if (mail.mails.length === 0) throw new Error('no mail yet');
    }, 30_000);
    expect(await toldOf('nm.lead', id, 'protection.granted')).toEqual(['protection.granted', 'lead.accepted']);
    expect(mail.mails.map(({ to, headers }) => [to, headers['subject']?.replace(/ \S+：/, '：')])).toEqual([[['lead@example.cn'], '线索获得首谈保护，至：邮件一号']]);
  });

  it('tell of a mail that was refused for good, without its address; the office or an operator has it tried again', async () => {
    mail.refusals.push('550 lead@example.cn is not known here');
    await protectedSince(5, '邮件二号');
    const dead = async (): Promise<readonly { id: string; error: string; account: string }[]> => (await as('office').get('/notices/deliveries?state=dead')).body['deliveries'] as never;
    const [refused] = await asked(dead, (all) => all.length > 0, 30_000);
    expect(refused).toMatchObject({ account: 'nm.lead', error: 'smtp-550' });
    // A mail to somebody is no message of a unit's channels.
    expect((await as('nm.lead').get('/notices/deliveries?state=dead')).body).toEqual({ deliveries: [] });
    const cli = (...words: readonly string[]): string => execFileSync(process.execPath, ['--no-warnings', join(compiled.directory, 'apps/cli/src/main.js'), 'notices', ...words], { env: { PATH: process.env['PATH'], DATABASE_URL: database.url, KEYS_DIR: join(directory, 'keys'), DATA_DIR: join(directory, 'data') }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(cli('list')).toContain(`"id":"${refused!.id}"`);
    expect(cli('list')).not.toContain('@');
    expect(() => cli('retry', '0190a3c8-1b2c-4d3e-8f4a-5b6c7d8e9fff')).toThrow('There is no such message that failed');
    mail.mails.length = 0;
    cli('retry');
    await eventually(async () => {
      if (mail.mails.length === 0) throw new Error('no mail yet');
    }, 30_000);
    expect(mail.mails.map(({ headers }) => headers['x-liuhen-message-id'])).toEqual([refused!.id]);
    expect(await dead()).toEqual([]);
  });

  it('refuse a channel that leads into the house, and show no secret of one that does not', async () => {
    const channel = { unit: 'nm', kind: 'webhook', name: '对接平台', url: 'https://hooks.example.com/liuhen?token=t0ken', secret: 'a secret of the unit' };
    for (const url of ['http://hooks.example.com/', 'https://127.0.0.1/', 'https://169.254.169.254/latest/meta-data/', 'https://[::ffff:10.0.0.1]/', 'https://localhost/', 'not a url']) {
      expect(code(await as('nm.lead').post('/notices/channels', { ...channel, url }))).toEqual([422, 'notice.url-refused']);
    }
    expect(code(await as('nm.member').post('/notices/channels', channel))).toEqual([403, 'access.forbidden']);
    expect(code(await as('yy.lead').post('/notices/channels', channel))).toEqual([403, 'access.forbidden']);
    expect(code(await as('nm.lead').post('/notices/channels', { ...channel, secret: undefined }))).toEqual([422, 'notice.secret-missing']);
    const sending = { key: 'the same channel' };
    const [first, again] = [await as('nm.lead').post('/notices/channels', channel, sending), await as('nm.lead').post('/notices/channels', channel, sending)];
    expect([first.status, again.body['id']]).toEqual([201, first.body['id']]);
    const listed = await as('office').get('/notices/channels?unit=nm');
    expect(listed.body['channels']).toMatchObject([{ id: first.body['id'], host: 'hooks.example.com', name: '对接平台' }]);
    expect(listed.text).not.toMatch(/t0ken|a secret of the unit/);
    expect((await as('nm.lead').get('/notices/deliveries?state=dead')).body).toEqual({ deliveries: [] });
    expect(code(await as('nm.member').get('/notices/deliveries'))).toEqual([403, 'access.forbidden']);
    const removed = await fetch(`${String(programs.api?.ready['url'])}/api/v1/notices/channels/${String(first.body['id'])}`, { method: 'DELETE', headers: { cookie: await as('nm.lead').cookie() } });
    expect(removed.status).toBe(204);
  });
});
