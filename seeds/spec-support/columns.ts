import type { RecordedEvent } from '#event-store';

type Card = { column: string; held: boolean; company: boolean; site: boolean };
type Data = { readonly outcome?: string; readonly decision?: string; readonly kind?: string; readonly leadId?: string };

const milestones: Readonly<Record<string, string>> = { ConstructionStarted: 'started', ProductionStarted: 'producing', CapacityReached: 'at-capacity', Arrived: 'arrived', Performing: 'performing' };
const ends = ['LeadWithdrawn', 'LeadLost', 'DealLost', 'DealWithdrawn', 'AgreementTerminated'];

/** Counts the cards of a log per column, and those that nobody holds: a fold of its own that shares nothing with the read side. */
export function columnsOf(log: readonly RecordedEvent[]): { readonly columns: Record<string, number>; readonly pool: number } {
  const cards = new Map<string, Card>();
  for (const event of log) {
    const data = event.data as Data;
    const id = data.leadId ?? event.stream.slice(event.stream.indexOf('-') + 1);
    if (event.type === 'LeadRegistered') cards.set(id, { column: 'registered', held: true, company: false, site: false });
    const card = cards.get(id);
    if (card) turn(card, event.type, data);
  }
  const columns: Record<string, number> = {};
  for (const { column } of cards.values()) columns[column] = (columns[column] ?? 0) + 1;
  return { columns, pool: [...cards.values()].filter(({ held }) => !held).length };
}

function turn(card: Card, type: string, { outcome, decision, kind }: Data): void {
  const before = card.column === 'registered' || card.column === 'triaged';
  if (type === 'LeadTriaged' && outcome === 'accept') card.column = 'triaged';
  if (type === 'LeadTriaged' && outcome === 'reject') card.column = 'closed';
  if (type === 'ProtectionGranted' && before) card.column = 'protected';
  if ((type === 'ProtectionExpired' || type === 'ProtectionReleased') && card.column === 'protected') card.column = 'triaged';
  if (type === 'LeadReturnedToPool') card.held = false;
  if (type === 'LeadTaken') card.held = true;
  if (type === 'NegotiationOpened' || type === 'DealReopened' || (type === 'ReviewConcluded' && outcome === 'reject')) card.column = 'negotiating';
  if (type === 'DossierSubmitted') card.column = 'in-review';
  if (type === 'DecisionMade') card.column = decision === 'approve' ? 'approved' : 'negotiating';
  if (type === 'AgreementSigned' && kind === 'formal') card.column = 'signed';
  if (type === 'CompanyRegistered') card.company = true;
  if (type === 'SiteSecured') card.site = true;
  if (card.column === 'signed' && card.company && card.site) card.column = 'landed';
  if (milestones[type] !== undefined) card.column = milestones[type];
  if (ends.includes(type)) card.column = 'closed';
}
