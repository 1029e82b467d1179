import type { RecordedEvent } from '#event-store';

const CASE_STREAM = /^(lead|deal|delivery|contacts|comments|promises|clawback)-(.+)$/;

const OF_DEAL = /^(commitment|budget)-/;

/**
 * The cases an event belongs to: a lead and its first deal share one id, and so do their contacts, comments and
 * delivery; what happens to a filing belongs to its lead, and what happens to a promise or its money to its deal.
 */
export function casesOf(event: RecordedEvent): readonly string[] {
  const id = CASE_STREAM.exec(event.stream)?.[2];
  if (id !== undefined) return [id];
  if (OF_DEAL.test(event.stream)) return [(event.data as { dealId?: string }).dealId].filter((each) => each !== undefined);
  if (!event.stream.startsWith('claim-')) return [];
  const { leadId, sameAs } = event.data as { leadId?: string; sameAs?: string };
  return [leadId, sameAs].filter((each) => each !== undefined);
}
