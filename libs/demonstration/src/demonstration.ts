import type { EventStore } from '#event-store';

/** Whether a log is a demonstration, and whether its simulated clock may still run: for banners, reports and the start. */
export async function demonstrationOf(store: Pick<EventStore, 'readAll' | 'readStream'>): Promise<'none' | 'open' | 'closed'> {
  const [first] = await store.readAll({ after: 0, limit: 1 });
  if (first?.type !== 'DemonstrationOpened') return 'none';
  const events = await store.readStream(first.stream);
  return events.some(({ type }) => type === 'DemonstrationClosed') ? 'closed' : 'open';
}
