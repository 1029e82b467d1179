import { mayAccess } from '#access';
import type { Actor } from '#event-store';
import type { Day } from '#measures';
import type { OpenedData, OpenText, Vault } from '#vault';
import { claimCommands, type ClaimState, type Filing, filingOf } from './claim.decider.ts';
import { type ContactsState, twoWayContacts } from './contacts.decider.ts';
import { contentDisputed, openDispute, rivalOf } from './dispute.rules.ts';
import type { LeadData } from './lead.events.ts';
import { standingBefore } from './prior.rules.ts';
import { type LeadColumn, missingFor } from './lead.requirements.ts';
import type { Entry, LeadState } from './lead.state.ts';
import { type LeadCommandName, leadCommands, misfit, relationOf, waitsForArbiter } from './lead.table.ts';
import { maskEmail, maskName, maskPhone } from './masking.ts';

type Registered = LeadData<'LeadRegistered'>;
export type OpenContact = NonNullable<OpenedData<Registered>['contact']>;

/** A lead and what surrounds it, read from the log; `day` is today. */
export type WholeLead = { readonly id: string; readonly state: LeadState; readonly claim: ClaimState; readonly contacts: ContactsState; /** Who is named, when the lead is confidential. */ readonly people: readonly string[] | null; readonly day: Day };

/** The contact of a lead in clear; undefined when none was given. Where it is shown in full the access log says so first. */
export async function contactOf(vault: Vault, { id, data }: Entry<Registered>): Promise<OpenContact | undefined> {
  return (await vault.openData(id, data)).contact;
}

/** A contact before a reveal; what was erased stays erased. */
export function masked(contact: OpenContact | undefined): OpenContact | null {
  if (!contact) return null;
  const { name, phone, email, title } = contact;
  return { name: mask(name, maskName), ...(phone && { phone: mask(phone, maskPhone) }), ...(email && { email: mask(email, maskEmail) }), ...(title && { title }) };
}

const mask = (value: OpenText, by: (text: string) => string): OpenText => ('text' in value ? { text: by(value.text) } : value);

/** The column of the board a lead is in, until its deal takes over. */
export function columnOf({ status }: LeadState, filing: Filing | undefined): LeadColumn | 'pool' | 'closed' {
  if (status === 'triaged') return filing?.status === 'protected' ? 'protected' : 'triaged';
  if (status === 'registered' || status === 'negotiating' || status === 'pool') return status;
  return 'closed';
}

/** What the actor may do now, read from the tables the deciders use and the policy. */
export function allowedOn({ id, state, claim, people }: WholeLead, actor: Actor): readonly string[] {
  const filing = filingOf(claim, id);
  const disputed = openDispute(claim, id) !== undefined;
  const frozen = { GrantProtection: filing !== undefined && contentDisputed(claim, filing.content), ReleaseProtection: disputed } as Readonly<Record<string, boolean>>;
  const holder = { unit: state.unit, accounts: [state.registrant ?? ''] };
  const running = ['registered', 'triaged', 'negotiating'].includes(state.status);
  const onLead = (Object.keys(leadCommands) as LeadCommandName[]).filter((name) => {
    const row = leadCommands[name];
    return 'operation' in row && misfit(name, state) === undefined && !(disputed && waitsForArbiter(name)) && mayAccess(actor, row.operation, relationOf(name, state));
  });
  const onClaim = Object.entries(claimCommands).filter(([name, { fits, operation }]) => operation !== null && filing?.status === fits && !frozen[name] && mayAccess(actor, operation, holder)).map(([name]) => name);
  const rival = filing && rivalOf(claim, { ...filing, unit: state.unit ?? filing.unit });
  return [
    ...onLead,
    ...onClaim,
    ...(filing && (filing.status === 'open' || filing.status === 'protected') && mayAccess(actor, 'lead.triage') ? ['MarkSameContent'] : []),
    ...(rival && mayAccess(actor, 'lead.dispute', holder) ? ['DisputeLead'] : []),
    ...(filing && standingBefore(claim, filing).length > 0 && !frozen['GrantProtection'] && mayAccess(actor, 'lead.recognise-prior') ? ['RecognisePriorFiling'] : []),
    ...(disputed && mayAccess(actor, 'lead.arbitrate') ? ['ArbitrateDispute'] : []),
    ...(running && mayAccess(actor, 'lead.follow-up', holder) ? ['RecordFollowUp'] : []),
    ...(mayAccess(actor, 'deal.comment', holder) ? ['CommentOnLead'] : []),
    ...(mayAccess(actor, 'deal.keep-confidential') ? (people ? ['AddConfidant', 'RemoveConfidant', 'LiftConfidentiality'] : ['MakeConfidential']) : []),
  ];
}

/** What the lead still lacks on its way to a negotiation, with the column each is for. */
export function missingOn({ id, state, claim, contacts, day }: WholeLead): readonly { readonly field: string; readonly column: LeadColumn }[] {
  if (!state.registered || !['registered', 'triaged'].includes(state.status)) return [];
  const { data } = state.registered;
  const checklist = {
    ...data,
    investorName: data.investor.name,
    unit: state.unit,
    accepted: state.accepted !== null,
    protected: filingOf(claim, id)?.status === 'protected',
    twoWayContact: twoWayContacts(contacts, day).length > 0,
    needs: false,
  };
  return missingFor(checklist, 'negotiating').map(({ field, column }) => ({ field, column }));
}

/** A lead as `GET /leads/:id` answers it: texts opened, the contact masked, the claim as far as it concerns this lead. */
export async function leadView(vault: Vault, whole: WholeLead, actor: Actor): Promise<object> {
  const { id, state, claim } = whole;
  if (!state.registered) return {};
  const filing = filingOf(claim, id);
  const { contact, ...opened } = await vault.openData(state.registered.id, state.registered.data);
  return {
    ...opened,
    id,
    status: state.status,
    column: columnOf(state, filing),
    unit: state.unit,
    registered: { on: state.registered.on, recordedAt: state.registered.recordedAt, account: state.registered.account, unit: state.registered.data.unit },
    contact: masked(contact),
    protection: filing?.protection ? { from: filing.protection.from, until: filing.protection.until, renewals: filing.protection.renewals } : null,
    overtakenBy: filing?.overtakenBy ? await overtaking(vault, filing.overtakenBy) : null,
    disputed: openDispute(claim, id) !== undefined,
    disputes: claim.disputes.filter(({ opened }) => opened.data.leadId === id).length + state.raised.length,
    priorFilings: claim.priors.filter(({ data }) => data.leadId === id || data.precedes.some(({ leadId }) => leadId === id)).length,
    mergedInto: state.merged?.into ?? null,
    aliases: state.aliases,
    // Whose filings of the content stand before this one: for the office, which may put this one first.
    ...(filing && mayAccess(actor, 'lead.recognise-prior') && { standingBefore: standingBefore(claim, filing).map(({ leadId, unit, filedOn }) => ({ leadId, unit, filedOn })) }),
    offer: state.offer,
    transfers: state.transfers,
    cycle: state.cycle,
    confidants: whole.people,
    deals: state.deals,
    referrals: await Promise.all(state.referrals.map(async ({ id: of, ...referral }) => ({ ...referral, reason: await reasonIn(vault, state, of) }))),
    entries: await Promise.all(state.entries.map((entry) => openEntry(vault, entry))),
    allowed: allowedOn(whole, actor),
    missing: missingOn(whole),
  };
}

/** Why the office referred a lead, as the entry of that triage says; null when it said nothing. */
async function reasonIn(vault: Vault, { entries }: LeadState, eventId: string): Promise<OpenText | null> {
  const entry = entries.find(({ id }) => id === eventId);
  if (!entry) return null;
  const { reason } = (await vault.openData(entry.id, entry.data)) as { reason?: { text: OpenText } };
  return reason?.text ?? null;
}

/** An entry with its texts opened. */
export async function openEntry<D>(vault: Vault, entry: { readonly id: string; readonly data: D }): Promise<object> {
  return { ...entry, data: await vault.openData(entry.id, entry.data) };
}

/** Who overtook this filing and why: the reason is for both sides (DOMAIN 5, rule 1). */
async function overtaking(vault: Vault, { eventId, unit, data }: NonNullable<Filing['overtakenBy']>): Promise<object> {
  const { until, overtook } = (await vault.openData(eventId, data)) as { until: Day; overtook: { reason: OpenText } };
  return { unit, until, reason: overtook.reason };
}
