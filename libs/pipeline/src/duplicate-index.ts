import { buildDuplicateIndex, type DuplicateIndex } from '#enterprises';
import type { DuplicateCandidate, DuplicateIndexPort, Suggestion } from '#leads';
import type { DataSource } from 'typeorm';
import type { Card } from './card.ts';

type Filing = { lead_id: string; enterprise_id: string; name: string; credit_code: string | null; content: string; filed_at: string };
type Held = { entity: string; state: Card };

/**
 * Duplicates among all filed leads. The names stand in memory, blocked by what they could share, and follow the read
 * side's filings; who holds a suggested lead until when is read fresh.
 */
export class FiledDuplicates implements DuplicateIndexPort {
  private readonly index: DuplicateIndex = buildDuplicateIndex();
  private readonly filings = new Map<string, Filing>();
  private position = 0;
  private catchingUp: Promise<void> | undefined;

  constructor(private readonly read: DataSource) {}

  /** Possible duplicates of a filed lead, best first; the lead itself is left out. */
  async suggest(candidate: DuplicateCandidate): Promise<{ position: number; suggestions: readonly Suggestion[] }> {
    await (this.catchingUp ??= this.catchUp().finally(() => (this.catchingUp = undefined)));
    const { leadId, name, creditCode, title, content, contactIndexes } = candidate;
    const found = this.index.find({ id: leadId, name, creditCode, content: `${title} ${content}`, contactIndexes }).filter(({ id }) => id !== leadId);
    const cards = await this.cardsOf(found.map(({ id }) => id));
    const suggestions = found.flatMap(({ id, score, reasons }): readonly Suggestion[] => {
      const [filing, card] = [this.filings.get(id), cards.get(id)];
      if (!filing || !card) return [];
      return [{ leadId: id, enterpriseId: filing.enterprise_id, investor: filing.name, title: card.title, unit: card.unit, until: card.protectedUntil, score: Math.round(score * 100), reasons }];
    });
    return { position: this.position, suggestions };
  }

  private async catchUp(): Promise<void> {
    const rows = await this.read.query<Filing[]>('select * from filings where filed_at > $1 order by filed_at', [this.position]);
    for (const filing of rows) {
      this.filings.set(filing.lead_id, filing);
      this.index.add({ id: filing.lead_id, name: filing.name, creditCode: filing.credit_code ?? undefined, content: filing.content });
      this.position = Number(filing.filed_at);
    }
  }

  private async cardsOf(ids: readonly string[]): Promise<ReadonlyMap<string, Card>> {
    if (ids.length === 0) return new Map();
    const rows = await this.read.query<Held[]>(`select entity, state from cards where entity = any($1) and known_to = 9007199254740991 and happened_to = '9999-12-31'`, [ids]);
    return new Map(rows.map(({ entity, state }) => [entity, state]));
  }
}
