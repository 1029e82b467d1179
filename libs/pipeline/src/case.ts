import { isCorrection, type RecordedEvent } from '#event-store';
import { dealsMeetingEvents } from '#reviews';

const CASE_STREAM = /^(lead|deal|delivery|contacts|comments|opinions|promises|clawback|confidential)-(.+)$/;
const OF_DEAL = /^(commitment|budget)-/;

/**
 * The cases an event belongs to: a lead and its first deal share one id, and so do their contacts, comments, delivery
 * and opinions; what happens to a filing belongs to its lead, and what happens to a promise or its money to its deal.
 * Of a meeting, what was put before it, opened and concluded belongs to the deal; never a score, a vote or a declaration.
 * A correction belongs where its entry does.
 */
export function casesOf(event: RecordedEvent): readonly string[] {
  if (isCorrection(event)) return casesOf({ ...event, type: event.data.entry.type, data: event.data.about });
  const id = CASE_STREAM.exec(event.stream)?.[2];
  if (id !== undefined) return [id];
  if (event.stream.startsWith('meeting-')) return dealsMeetingEvents.includes(event.type) ? [(event.data as { dealId: string }).dealId] : [];
  if (OF_DEAL.test(event.stream)) return [(event.data as { dealId?: string }).dealId].filter((each) => each !== undefined);
  if (!event.stream.startsWith('claim-')) return [];
  const { leadId, sameAs } = event.data as { leadId?: string; sameAs?: string };
  return [leadId, sameAs].filter((each) => each !== undefined);
}
