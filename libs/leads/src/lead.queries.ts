import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ACCESS_LOG, type AccessLog, Needs, requireAccess } from '#access';
import { type Actor, CLOCK, type Clock, dayOf } from '#event-store';
import { VAULT, type Vault } from '#vault';
import { CurrentActor, idParam, query, QueryAnswer, tagged } from '#wire';
import { z } from 'zod';
import { DUPLICATE_INDEX, type DuplicateIndexPort } from './duplicate-index.port.ts';
import type { LeadState } from './lead.state.ts';
import { LeadStreams, requireReadable } from './lead.streams.ts';
import { candidateOf, shownTo, type ShownSuggestion } from './lead.suggestions.ts';
import { contactOf, leadView, masked, openEntry, type OpenContact } from './lead.view.ts';

const id = idParam('lead.unknown');
const found = z.looseObject({});
const afterQuery = z.strictObject({ after: z.coerce.number().int().min(0).optional() });

/** One lead, read from the log and so never behind it; lists and boards are the read side's. */
@ApiTags('leads')
@Controller('leads')
export class LeadQueries {
  constructor(
    private readonly streams: LeadStreams,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ACCESS_LOG) private readonly accessLog: AccessLog,
    @Inject(DUPLICATE_INDEX) private readonly index: DuplicateIndexPort,
  ) {}

  @Get(':id')
  @Needs('lead.read')
  @QueryAnswer(found, { summary: 'A lead, what may be done with it and what it lacks' })
  async one(@Param('id', id) lead: string, @CurrentActor() actor: Actor): Promise<object> {
    const { state, revision } = await this.readable(lead, actor);
    const [claim, contacts, people] = await Promise.all([this.streams.claim(state.registered.data.enterpriseId), this.streams.contacts(lead), this.streams.confidants(lead)]);
    const whole = { id: lead, state, claim: claim.state, contacts: contacts.state, people, day: dayOf(this.clock.now()) };
    return tagged({ ...(await leadView(this.vault, whole, actor)), revision }, revision);
  }

  @Get(':id/contacts')
  @Needs('lead.read')
  @QueryAnswer(found, { summary: 'The contact, masked, and everything recorded of talks with it' })
  async contacts(@Param('id', id) lead: string, @CurrentActor() actor: Actor): Promise<object> {
    const { state } = await this.readable(lead, actor);
    requireAccess(actor, 'lead.read', holder(state));
    return { contact: masked(await contactOf(this.vault, state.registered)), entries: await this.entriesOf([lead, ...state.aliases.map(({ alias }) => alias)], actor) };
  }

  @Post(':id/contacts/reveal')
  @Needs('contact.reveal')
  @HttpCode(200)
  @QueryAnswer(found, { summary: 'The contact in full; the access log says who looked' })
  async reveal(@Param('id', id) lead: string, @CurrentActor() actor: Actor): Promise<{ contact: OpenContact | null }> {
    const { state } = await this.readable(lead, actor);
    requireAccess(actor, 'contact.reveal', holder(state));
    await this.accessLog.record({ action: 'reveal', outcome: 'done', account: actor.account, subject: `lead-${lead}`, detail: { what: 'contact' } });
    return { contact: (await contactOf(this.vault, state.registered)) ?? null };
  }

  @Get(':id/suggestions')
  @Needs('lead.read')
  @QueryAnswer(found, { summary: 'Possible duplicates of a filed lead, as far as the reader may know of them', query: afterQuery })
  async suggestions(
    @Param('id', id) lead: string,
    @CurrentActor() actor: Actor,
    @Query(query(afterQuery)) { after }: z.infer<typeof afterQuery>,
  ): Promise<{ position: number; suggestions: readonly ShownSuggestion[] }> {
    const { state } = await this.readable(lead, actor);
    const { position, suggestions } = await this.index.suggest(await candidateOf(this.vault, lead, state.registered), after);
    await this.accessLog.record({ action: 'duplicate-look-up', outcome: 'done', account: actor.account, subject: `lead-${lead}`, detail: { found: suggestions.length } });
    return { position, suggestions: shownTo(actor, suggestions) };
  }

  /** What was recorded of talks on a lead and, each marked with its own, on the aliases merged into it. */
  private async entriesOf([lead, ...aliases]: readonly string[], actor: Actor): Promise<readonly object[]> {
    const own = (await this.streams.contacts(lead!)).state.entries;
    const known = await Promise.all(aliases.map((alias) => this.streams.knows(actor, alias)));
    const merged = await Promise.all(aliases.filter((_, index) => known[index]).map(async (alias) => (await this.streams.contacts(alias)).state.entries.map((entry) => ({ ...entry, alias }))));
    const all = [...own, ...merged.flat()].sort((one, other) => (one.recordedAt < other.recordedAt ? -1 : 1));
    return Promise.all(all.map((entry) => openEntry(this.vault, entry)));
  }

  private async readable(lead: string, actor: Actor): Promise<{ state: LeadState & { registered: NonNullable<LeadState['registered']> }; revision: number }> {
    const { state, revision } = await this.streams.lead(lead);
    requireReadable(actor, lead, state);
    // A lead that may be read was registered; `mayRead` says no to a stream without events.
    return { state: state as LeadState & { registered: NonNullable<LeadState['registered']> }, revision };
  }
}

const holder = ({ unit, registrant }: LeadState): { unit: string | null; accounts: readonly string[] } => ({ unit, accounts: registrant === null ? [] : [registrant] });
