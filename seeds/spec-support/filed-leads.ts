import { buildDuplicateIndex } from '#enterprises';
import type { EventStore, Position, RecordedEvent } from '#event-store';
import type { DuplicateCandidate, DuplicateIndexPort, LeadEvent, Suggested, Suggestion } from '#leads';

type Registered = Extract<LeadEvent, { type: 'LeadRegistered' }>['data'];

/** Duplicates straight from the log: the read side's index without a read side. Holders and protections are left out. */
export class FiledLeads implements DuplicateIndexPort {
  private position: Position = 0;
  private ordinal = 0;
  private readonly filed = new Map<string, Registered>();
  private readonly index = buildDuplicateIndex();

  constructor(private readonly store: Pick<EventStore, 'readAll'>) {}

  async suggest({ leadId, name, creditCode, content }: DuplicateCandidate): Promise<Suggested> {
    await this.catchUp();
    const suggestions = this.index.find({ id: leadId, name, creditCode, content }).flatMap(({ id, score, reasons }): Suggestion[] => {
      const lead = this.filed.get(id);
      return lead ? [{ leadId: id, enterpriseId: lead.enterpriseId, investor: lead.investor.name, title: lead.title, unit: lead.unit, until: null, score: Math.round(score * 100), reasons }] : [];
    });
    return { position: this.position, ordinal: this.ordinal, suggestions };
  }

  private async catchUp(): Promise<void> {
    for (;;) {
      const events = await this.store.readAll({ after: this.position, limit: 500 });
      for (const event of events) this.note(event);
      if (events.length === 0) return;
    }
  }

  private note({ type, stream, data, position }: RecordedEvent): void {
    this.position = Math.max(this.position, position);
    this.ordinal++;
    if (type !== 'LeadRegistered') return;
    const lead = data as Registered;
    const id = stream.slice('lead-'.length);
    this.filed.set(id, lead);
    this.index.add({ id, name: lead.investor.name, creditCode: lead.investor.creditCode, content: lead.content });
  }
}
