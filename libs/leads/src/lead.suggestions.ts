import { mayAccess, mayKnow } from '#access';
import type { Actor } from '#event-store';
import type { OpenedData, Vault } from '#vault';
import type { DuplicateCandidate, Suggestion } from './duplicate-index.port.ts';
import type { LeadData } from './lead.events.ts';
import type { Entry } from './lead.state.ts';

/** A registered lead as the index compares it; the phone goes in as a keyed blind index. */
export async function candidateOf(vault: Vault, leadId: string, { id, data }: Pick<Entry<LeadData<'LeadRegistered'>>, 'id' | 'data'>): Promise<DuplicateCandidate> {
  const opened: OpenedData<LeadData<'LeadRegistered'>> = await vault.openData(id, data);
  const phone = opened.contact?.phone;
  const { enterpriseId, investor, title, content } = data;
  return {
    leadId,
    enterpriseId,
    name: investor.name,
    ...(investor.creditCode !== undefined && { creditCode: investor.creditCode }),
    title,
    content,
    contactIndexes: phone && 'text' in phone ? [vault.blindIndex('phone', phone.text)] : [],
  };
}

/** What a reader learns of one suggestion: all of it, who holds it until when, or only that there is a filing. */
export type ShownSuggestion = Omit<Suggestion, 'people'> | { readonly heldBy: string | null; readonly until: string | null } | { readonly alreadyFiled: true };

/** Cuts suggestions down to what the reader may know (DOMAIN 3): agents only that one is filed, teams the holder of another's. */
export function shownTo(actor: Actor, suggestions: readonly Suggestion[]): readonly ShownSuggestion[] {
  if (actor.role === 'agent') return suggestions.length === 0 ? [] : [{ alreadyFiled: true }];
  return suggestions.map(({ people, ...suggestion }) =>
    mayKnow(actor, people ?? null) && mayAccess(actor, 'lead.read', { unit: suggestion.unit }) ? suggestion : { heldBy: suggestion.unit, until: suggestion.until });
}
