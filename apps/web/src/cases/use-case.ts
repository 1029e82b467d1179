import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { problemIn } from '../api/problem.ts';
import { dayIn } from '../format/days.ts';
import type { CaseContext } from '../forms/command-form.ts';
import { may, useSignedIn } from '../session/session.ts';
import type { DealRoom, LeadView } from './case-view.ts';

// A deal opens a moment after the talks that open it: the reaction to an event is no part of its command.
const OPENING_TRIES = 8;
const OPENING_MS = 400;

/** The revisions of a case's lead and deal as they were read. */
export type Revisions = { readonly lead: number | undefined; readonly deal: number | undefined };

/** A case: its lead and, from the negotiation on, its deal; asked only for what the account may read at all. */
export function useCase(id: string): { readonly context: CaseContext | null; readonly error: unknown; readonly reload: () => Promise<Revisions> } {
  const me = useSignedIn();
  const leads = may(me, 'lead.read');
  const lead = useQuery({ queryKey: ['case', id, 'lead'], enabled: leads, queryFn: () => answerOf<LeadView>(api.GET('/api/v1/leads/{id}', { params: { path: { id } } })) });
  // A further deal of a lead has an id of its own: there is no lead under it.
  const further = leads && lead.error !== null && problemIn(lead.error).status === 404;
  // A deal that has ended stays a deal: its room is where a claim and the promises are followed up.
  const opened = !leads || further || lead.data?.status === 'negotiating' || lead.data?.status === 'ended';
  const deal = useQuery({
    queryKey: ['case', id, 'deal'],
    enabled: may(me, 'deal.read') && opened,
    queryFn: () => (leads && !further ? readOpening(id) : readDeal(id)),
  });
  const reload = async (): Promise<Revisions> => {
    const [newLead, newDeal] = await Promise.all([leads ? lead.refetch() : null, opened ? deal.refetch() : null]);
    return { lead: newLead?.data?.revision, deal: newDeal?.data?.revision };
  };
  const error = further ? deal.error : (lead.error ?? deal.error);
  // The lead alone is not shown while its deal is on the way: its forms would be the wrong ones.
  const whole = opened ? deal.data !== undefined && (!leads || further || lead.data) : lead.data;
  const context = whole ? contextOf(id, lead.data ?? null, deal.data ?? null, me) : null;
  return { context, error: context ? null : error, reload };
}

const readDeal = (id: string): Promise<DealRoom> => answerOf<DealRoom>(api.GET('/api/v1/deals/{id}', { params: { path: { id } } }));

/** The deal of a negotiation, waited for while it opens; null when it does not. */
async function readOpening(id: string): Promise<DealRoom | null> {
  for (let tries = 0; tries < OPENING_TRIES; tries += 1) {
    try {
      return await readDeal(id);
    } catch (error) {
      if (problemIn(error).status !== 404) throw error;
      await new Promise((resolve) => setTimeout(resolve, OPENING_MS));
    }
  }
  return null;
}

function contextOf(id: string, lead: LeadView | null, deal: DealRoom | null, me: CaseContext['me']): CaseContext {
  const column = deal?.column ?? lead?.column ?? 'registered';
  return { id, lead, deal, kind: deal?.kind ?? lead?.kind ?? 'capital', column, unit: deal ? deal.unit : (lead?.unit ?? null), me, today: dayIn(new Date()), accounts: accountsIn(lead, deal) };
}

function accountsIn(lead: LeadView | null, deal: DealRoom | null): readonly string[] {
  const told = deal ? [deal.dossier, deal.review, deal.decision, deal.formal, deal.delivery.serviceOwner, ...deal.rounds, ...deal.drafts, ...deal.comments, ...deal.delivery.reported] : [];
  const names = [lead?.registered.account, ...told.flatMap((entry) => (entry ? [entry.by.account, entry.by.onBehalfOf] : [])), deal?.delivery.serviceOwner?.data.account];
  return [...new Set(names.filter((name): name is string => name !== undefined))].toSorted();
}
