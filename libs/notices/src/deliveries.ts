import { Inject, Injectable, Optional } from '@nestjs/common';
import { ACCESS_DATA_SOURCE, PUBLIC_URL } from '#access';
import { type Actor, CLOCK, type Clock, COMMAND_RUNNER, type CommandRunner, dayOf } from '#event-store';
import { READ_DATA_SOURCE } from '#read-side';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { knownOf, mayBeShown } from './case-access.ts';
import { notTaken, postingTo } from './channel-messages.ts';
import { ChannelStore } from './channel.store.ts';
import { type InboxLine, subjectIn } from './inbox.ts';
import { digestOf, type Letter, letterOf, type Names, type Shown } from './letters.ts';
import { MAILER, type Mailer, MailRefused } from './mailer.ts';
import { partyKinds } from './notice.rules.ts';
import { noticeSettingsOn, waitAfter } from './notice.settings.ts';
import { NOTICES_POOL } from './notice.tables.ts';
import { AddressRefused } from './outside-address.ts';
import { OutsideRequests } from './outside-request.ts';
import { claim, type Claimed, prune, settle, type Settled } from './outbox.ts';
import { PreferenceStore } from './preference.store.ts';
import { deliverAt } from './preferences.ts';
import { asUnit, postsOn } from './recipients.ts';
import { shownSubjects, unitNames } from './shown-subjects.ts';
import type { Notice } from './telling.ts';

const SIDE_BY_SIDE = 5;
/** One run ends before the next is due: whatever else falls due on this worker waits for it. */
const RUN_MS = 10_000;
const LISTED = 100;

/** Sends what waits in the outbox, each message at least once and under one id, and looks anew at what may be said, and when. */
@Injectable()
export class Deliveries {
  constructor(
    @Inject(NOTICES_POOL) private readonly pool: pg.Pool,
    @Inject(READ_DATA_SOURCE) private readonly read: Pick<DataSource, 'query'>,
    @Inject(ACCESS_DATA_SOURCE) private readonly access: Pick<DataSource, 'query'>,
    @Inject(COMMAND_RUNNER) private readonly runner: Pick<CommandRunner, 'stateOf'>,
    private readonly preferences: PreferenceStore,
    private readonly channels: ChannelStore,
    @Inject(OutsideRequests) private readonly outside: OutsideRequests,
    @Inject(MAILER) private readonly mailer: Mailer | null,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(PUBLIC_URL) private readonly publicUrl?: string,
  ) {}

  /** Sends what is due now; what fails waits twice as long each time, and is dead in the end. */
  async run(): Promise<void> {
    const ends = performance.now() + RUN_MS;
    await prune(this.pool, this.clock.now());
    while (performance.now() < ends) {
      const claimed = await claim(this.pool, this.clock.now(), SIDE_BY_SIDE);
      if (claimed.length === 0) return;
      await Promise.all(claimed.map(async (message) => settle(this.pool, message, await this.attempt(message), this.clock.now())));
    }
  }

  private async attempt(message: Claimed): Promise<Settled> {
    try {
      return message.account === null ? await this.post(message, message.channel ?? '') : await this.mail(message, message.account);
    } catch (error) {
      const now = this.clock.now();
      const settings = noticeSettingsOn(dayOf(now));
      const { code, forGood } = failureOf(error);
      if (forGood || message.attempts >= settings.attempts) return { as: 'dead', error: code };
      return { as: 'again', error: code, at: new Date(Date.parse(now) + 1000 * waitAfter(message.attempts, settings)).toISOString() };
    }
  }

  private async mail({ id, content }: Claimed, account: string): Promise<Settled> {
    if (!this.mailer) return { as: 'dropped', error: 'no-mail-server' };
    const { settings, email } = await this.preferences.of(account);
    if (email === null) return { as: 'dropped', error: 'no-mailbox' };
    const at = this.clock.now();
    const later = deliverAt(at, settings.quiet);
    if (later !== at) return { as: 'postponed', at: later };
    const actors: readonly Actor[] = (await postsOn(this.access, dayOf(at))).filter((post) => post.account === account);
    const names = await this.names(settings.language);
    const letter = 'digest' in content ? await this.digest(account, actors, content.digest, settings.muted.email, names) : await this.letter(content, actors, names);
    if (!letter) return { as: 'dropped', error: 'nothing-to-say' };
    await this.mailer.send(email, letter, id);
    return { as: 'sent' };
  }

  private async post({ id, content }: Claimed, channel: string): Promise<Settled> {
    const found = await this.channels.target(channel);
    if (!found || 'digest' in content) return { as: 'dropped', error: 'no-channel' };
    const { unit, settings, target } = found;
    const at = this.clock.now();
    const later = deliverAt(at, settings.quiet);
    if (later !== at) return { as: 'postponed', at: later };
    const shown = await this.shown(content, [asUnit(unit)]);
    if (!shown) return { as: 'dropped', error: 'nothing-to-say' };
    const { id: notice, kind, facts, subject } = content;
    const payload = { notice, kind, facts, ...(shown.title === null ? {} : { ...subject, title: shown.title }), link: shown.link };
    const posted = await this.outside.post(postingTo(target, { id, letter: letterOf(shown, await this.names(settings.language)), payload }, Date.parse(at)));
    const no = notTaken(target.kind, posted);
    if (no !== undefined) throw new NotTaken(no);
    return { as: 'sent' };
  }

  private async names(language: Names['language']): Promise<Names> {
    return { language, units: await unitNames(this.read) };
  }

  private async letter(notice: Notice, actors: readonly Actor[], names: Names): Promise<Letter | undefined> {
    const shown = await this.shown(notice, actors);
    return shown && letterOf(shown, names);
  }

  /** A notice with what its reader may see of the case now; undefined for whoever may not read it any more. */
  private async shown({ kind, facts, subject }: Notice, actors: readonly Actor[]): Promise<Shown | undefined> {
    const known = await knownOf(this.runner, subject);
    if (!actors.some((actor) => known.mayRead(actor))) return partyKinds.has(kind) && actors.length > 0 ? { kind, facts, title: null, link: null } : undefined;
    const title = (await shownSubjects(this.read, [subject]))(subject).title;
    return { kind, facts, title, link: this.link('caseId' in subject ? `cases/${subject.caseId}` : `meetings/${subject.meetingId}`) };
  }

  /** What came to an inbox between two numbers and is still unread, as far as its owner may read it; undefined when that is nothing. */
  private async digest(account: string, actors: readonly Actor[], { period, after, upTo }: { period: string; after: string; upTo: string }, muted: readonly string[], names: Names): Promise<Letter | undefined> {
    const { rows } = await this.pool.query<Pick<InboxLine, 'kind' | 'facts' | 'caseId' | 'meetingId'>>(
      `select kind, facts, case_id as "caseId", meeting_id as "meetingId" from notices.inbox
       where account = $1 and seq > $2 and seq <= $3 and read_at is null and kind <> all($4) order by seq desc`,
      [account, after, upTo, muted],
    );
    const subjectOf = await shownSubjects(this.read, rows.map(subjectIn));
    const all = rows.flatMap((row): readonly Shown[] => {
      const subject = subjectIn(row);
      const { kind, facts } = row;
      if (!actors.some((actor) => mayBeShown(actor, subject, subjectOf(subject)))) return partyKinds.has(kind) ? [{ kind, facts, title: null, link: null }] : [];
      return [{ kind, facts, title: subjectOf(subject).title, link: this.link(row.caseId !== null ? `cases/${row.caseId}` : `meetings/${row.meetingId}`) }];
    });
    if (all.length === 0) return undefined;
    return digestOf(all.slice(0, LISTED), { more: Math.max(0, all.length - LISTED), from: period.slice(period.indexOf('/') + 1) }, names);
  }

  private link(path: string): string | null {
    return this.publicUrl === undefined ? null : new URL(`/${path}`, this.publicUrl).href;
  }
}

/** A receiver answered, and said no. */
class NotTaken extends Error {
  override readonly name = 'NotTaken';
}

/** Why a try failed, as a code that names nobody, and whether the next would fail as well. */
function failureOf(error: unknown): { readonly code: string; readonly forGood: boolean } {
  if (error instanceof AddressRefused) return { code: `address-${error.reason}`, forGood: true };
  if (error instanceof MailRefused) return { code: error.code, forGood: error.forGood };
  if (error instanceof NotTaken) return { code: error.message, forGood: false };
  return { code: `network-${(error as { code?: string }).code ?? 'unknown'}`, forGood: false };
}
