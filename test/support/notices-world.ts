import { accountsFor, demonstrationAccounts, openAccessDataSource } from '#access';
import { OpenDeal } from '#deals';
import { type Actor, type Clock, type CommandContext, reactionTo } from '#event-store';
import type { Day } from '#measures';
import { NoticeManager, Reminders, Digests, Deliveries, openNotices } from '#notices';
import { openReadDataSource } from '#read-side';
import { memoryVault } from '#vault';
import type pg from 'pg';
import { ChannelStore } from '../../libs/notices/src/channel.store.ts';
import { Inbox } from '../../libs/notices/src/inbox.ts';
import type { Mailer } from '../../libs/notices/src/mailer.ts';
import { OutsideRequests, type OutsideRequestOptions } from '../../libs/notices/src/outside-request.ts';
import { PreferenceStore } from '../../libs/notices/src/preference.store.ts';
import { emptySchema, project } from '../judge/feed.ts';
import { catalogue, idOf, openWorld, type World } from '../judge/world.ts';
import { freshDatabase } from './database.ts';

const SCHEMA = 'noticed';

/** Somebody who acts in a spec. */
export const actor = (account: string, role: string, unit: string | null = null): Actor => ({ account, role, unit });

/** The people of a spec, as the demonstration has them. */
export const people = {
  member: actor('nm.member', 'member', 'nm'), lead: actor('nm.lead', 'team-lead', 'nm'), other: actor('yy.member', 'member', 'yy'), otherLead: actor('yy.lead', 'team-lead', 'yy'),
  office: actor('office', 'office'), leader: actor('leader', 'leader'), rule: actor('rule', 'rule'),
} as const;

let sent = 0;
/** The context of a command of somebody on a day. */
export const by = (who: Actor, on: Day): CommandContext => ({ ...reactionTo({ id: idOf('sent', sent++), correlationId: 'notices', occurredOn: on }, 'step', on), actor: who, via: 'api' });

/** The write side, a database with accounts and a read schema, and everything that makes and sends notices, on a clock that the spec sets. */
export type NoticesWorld = Awaited<ReturnType<typeof openNoticesWorld>>;

export async function openNoticesWorld(options: { readonly outside?: OutsideRequestOptions; readonly mailer?: (Pick<Mailer, 'send'>) | null } = {}) {
  const database = await freshDatabase('notices');
  const world: World = await openWorld(1, '2026-02-20T01:00:00Z');
  await emptySchema(database.url, SCHEMA);
  const read = await openReadDataSource(database.url, SCHEMA, 2);
  const access = await openAccessDataSource({ connectionString: database.url });
  await accountsFor(access, demonstrationAccounts, { password: 'not used in this spec', from: '2021-01-01' });
  const pool: pg.Pool = await openNotices(database.url);
  const time = { now: new Date().toISOString(), projected: 0 };
  const clock: Clock = { now: () => time.now, stamp: () => undefined };
  const vault = memoryVault();
  const outside = new OutsideRequests(options.outside);
  const preferences = new PreferenceStore(pool, vault, clock);
  const channels = new ChannelStore(pool, vault, outside, clock);
  const manager = new NoticeManager(world.runner, access, pool, clock);
  const parts = {
    manager, preferences, channels,
    inbox: new Inbox(pool, read, clock),
    reminders: new Reminders(read, world.runner, access, pool, clock),
    digests: new Digests(pool, preferences, clock),
    deliveries: new Deliveries(pool, read, access, world.runner, preferences, channels, outside, (options.mailer ?? null) as Mailer | null, clock, 'https://liuhen.example.cn'),
  };
  return {
    ...parts, world, database, read, access, pool, catalogue,
    /** Sets the clock of everything that makes and sends notices. */
    at: (instant: string): void => { time.now = instant; },
    now: (): string => time.now,
    send: (command: object): Promise<unknown> => world.bus.execute(command),
    /** A deal in talks of a unit. */
    async deal(title: string, unit = 'nm', on: Day = '2026-03-01'): Promise<string> {
      const id = idOf('deal', title);
      await world.bus.execute(new OpenDeal(id, { leadId: id, enterpriseId: id, unit, title, kind: 'talent' }, by(people.rule, on)));
      return id;
    },
    /** Everything in the log, told from the beginning as a manager does that has lost its cursor. */
    async react(): Promise<void> {
      for (const event of await world.store.readAll({ after: 0, limit: 1000 })) await manager.react(catalogue.upcast(event));
    },
    /** Brings the read schema to the end of the log; a runner that finds nothing new would wait for more. */
    async catchUp(): Promise<void> {
      const { position } = await world.store.head();
      if (position > time.projected) await project(database.url, world.store, catalogue, SCHEMA, { sizes: () => 50 });
      time.projected = position;
    },
    /** The kinds in an inbox, latest first, as its owner may see them. */
    kinds: async (who: Actor): Promise<readonly string[]> => (await parts.inbox.page(who, { unread: false, before: null, limit: 100 })).items.map(({ kind }) => kind),
    async close(): Promise<void> {
      await read.destroy();
      await access.destroy();
      await pool.end();
      await world.close();
      await database.drop();
    },
  };
}
