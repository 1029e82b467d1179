import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Own } from '#access';
import type { Actor } from '#event-store';
import { body, CurrentActor, idParam, pageFields, query, QueryAnswer, readCursor, writeCursor } from '#wire';
import { z } from 'zod';
import { COUNTED, Inbox } from './inbox.ts';
import { MAILER, type Mailer } from './mailer.ts';
import { noticeKinds } from './notice.kinds.ts';
import { PreferenceStore } from './preference.store.ts';
import { preferences } from './preferences.ts';

const noticesQuery = z.strictObject({ unread: z.enum(['true', 'false']).optional(), ...pageFields });
const line = z.strictObject({
  id: z.uuid(), kind: z.enum(noticeKinds), facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  caseId: z.string().nullable(), meetingId: z.string().nullable(), title: z.string().nullable(), at: z.iso.datetime(), readAt: z.iso.datetime().nullable(),
});
const page = z.strictObject({ items: z.array(line), cursor: z.string().nullable() });
const count = z.strictObject({ unread: z.int(), more: z.boolean() });
const done = z.strictObject({ unread: z.int() });
const chosen = z.strictObject({ ...preferences.shape, email: z.email().max(254).nullable() });
const answered = chosen.extend({ mail: z.boolean() });

/** What one was told, and what one wants to be told where; everybody's own and nobody else's. */
@ApiTags('notices')
@Controller('notices')
export class NoticesController {
  constructor(
    @Inject(Inbox) private readonly inbox: Inbox,
    @Inject(PreferenceStore) private readonly store: PreferenceStore,
    @Inject(MAILER) private readonly mailer: Mailer | null,
  ) {}

  @Get()
  @Own()
  @QueryAnswer(page, { summary: 'My notices, latest first; what I may not read any more is left out', query: noticesQuery })
  async list(@CurrentActor() actor: Actor, @Query(query(noticesQuery)) { unread, cursor, limit }: z.infer<typeof noticesQuery>): Promise<object> {
    const before = cursor === undefined ? null : readCursor(cursor, z.tuple([z.string().regex(/^\d{1,18}$/)]))[0];
    const { items, next } = await this.inbox.page(actor, { unread: unread === 'true', before, limit });
    return { items, cursor: next === null ? null : writeCursor([next]) };
  }

  @Get('count')
  @Own()
  @QueryAnswer(count, { summary: `How many are unread, up to ${COUNTED}` })
  async count(@CurrentActor() actor: Actor): Promise<z.infer<typeof count>> {
    const unread = await this.inbox.unread(actor);
    return { unread, more: unread >= COUNTED };
  }

  @Post(':id/read')
  @Own()
  @HttpCode(200)
  @QueryAnswer(done, { summary: 'Mark one as read; a repeat does nothing' })
  async read(@Param('id', idParam('notice.unknown')) id: string, @CurrentActor() actor: Actor): Promise<z.infer<typeof done>> {
    await this.inbox.markRead(actor.account, id);
    return { unread: await this.inbox.unread(actor) };
  }

  @Post('read-all')
  @Own()
  @HttpCode(200)
  @QueryAnswer(done, { summary: 'Mark all as read' })
  async readAll(@CurrentActor() actor: Actor): Promise<z.infer<typeof done>> {
    await this.inbox.markAllRead(actor.account);
    return { unread: 0 };
  }

  @Get('preferences')
  @Own()
  @QueryAnswer(answered, { summary: 'What I want to be told, where and when; `mail`: whether this house sends any' })
  async preferences(@CurrentActor() { account }: Actor): Promise<z.infer<typeof answered>> {
    const { settings, email } = await this.store.of(account);
    return { ...settings, email, mail: this.mailer !== null };
  }

  @Put('preferences')
  @Own()
  @QueryAnswer(answered, { summary: 'Set all of it', body: chosen })
  async choose(@CurrentActor() { account }: Actor, @Body(body(chosen)) { email, ...settings }: z.infer<typeof chosen>): Promise<z.infer<typeof answered>> {
    await this.store.set(account, settings, email);
    return { ...settings, email, mail: this.mailer !== null };
  }
}
