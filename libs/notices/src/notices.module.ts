import { type DynamicModule, Inject, Module, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { LIVE_CALLS } from '#pipeline';
import type pg from 'pg';
import { ChannelsController } from './channels.controller.ts';
import { ChannelStore } from './channel.store.ts';
import { Deliveries } from './deliveries.ts';
import { Digests } from './digests.ts';
import { Inbox } from './inbox.ts';
import { NoticeCalls } from './notice.calls.ts';
import { Mailer, MAILER, type MailOptions } from './mailer.ts';
import { NoticeManager } from './notice.manager.ts';
import { NOTICES_POOL, openNotices } from './notice.tables.ts';
import { NoticesController } from './notices.controller.ts';
import { OutsideRequests } from './outside-request.ts';
import { PreferenceStore } from './preference.store.ts';
import { Reminders } from './reminders.ts';

/** Where notices are kept, and what sends them out of the house. */
export type NoticesOptions = { readonly connectionString: string; readonly mail?: MailOptions };

/** Closes what the module opened, after whoever uses it. */
@Module({})
export class NoticesModule implements OnModuleDestroy, OnApplicationShutdown {
  constructor(
    @Inject(NOTICES_POOL) private readonly pool: pg.Pool,
    @Inject(MAILER) private readonly mailer: Mailer | null,
    @Inject(NoticeCalls) private readonly calls: NoticeCalls,
  ) {}

  async onModuleDestroy(): Promise<void> {
    this.mailer?.close();
    await this.calls.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

/** Notices over HTTP, and what the worker runs of them. Needs what `CoreModule` provides. */
export const noticesModule = ({ connectionString, mail }: NoticesOptions): DynamicModule => ({
  module: NoticesModule,
  global: true,
  controllers: [NoticesController, ChannelsController],
  providers: [
    { provide: NOTICES_POOL, useFactory: () => openNotices(connectionString) },
    { provide: MAILER, useFactory: () => (mail === undefined ? null : new Mailer(mail)) },
    { provide: OutsideRequests, useFactory: () => new OutsideRequests() },
    { provide: NoticeCalls, useFactory: () => new NoticeCalls(connectionString) },
    { provide: LIVE_CALLS, inject: [NoticeCalls], useFactory: (calls: NoticeCalls) => calls.of },
    Inbox, PreferenceStore, ChannelStore, NoticeManager, Reminders, Digests, Deliveries,
  ],
  exports: [NOTICES_POOL, LIVE_CALLS],
});
