import { buildDuplicateIndex, type DuplicateIndex } from '#enterprises';
import { candidateOf, type DuplicateCandidate, type DuplicateIndexPort, type LeadData, type Suggested, type Suggestion } from '#leads';
import { FOREVER, type ReadPosition, STILL_KNOWN } from '#read-side';
import type { Vault } from '#vault';
import type { DataSource } from 'typeorm';
import type { Card } from './card.ts';

type Filing = { lead_id: string; enterprise_id: string; name: string; filed_at: string; event: { id: string; data: LeadData<'LeadRegistered'> } };
type Held = { entity: string; state: Card };

const A_PAGE = 500;

/**
 * Duplicates among all filed leads. Names and keyed indexes of phones stand in memory only, blocked by what they could
 * share, and follow the read side's filings; who holds a suggested lead until when is read fresh.
 */
export class FiledDuplicates implements DuplicateIndexPort {
  private readonly index: DuplicateIndex = buildDuplicateIndex();
  private readonly filings = new Map<string, Filing>();
  private position = 0;
  private catchingUp: Promise<void> | undefined;

  constructor(
    private readonly read: DataSource,
    private readonly reached: ReadPosition,
    private readonly vault: Vault,
  ) {}

  /** Possible duplicates of a filed lead, best first, among what the read side holds and at least up to `after`; the lead itself is left out. */
  async suggest(candidate: DuplicateCandidate, after = 0): Promise<Suggested> {
    await this.reached.waitFor(after);
    const { position, ordinal } = this.reached;
    await (this.catchingUp ??= this.catchUp().finally(() => (this.catchingUp = undefined)));
    const found = this.index.find(sketchOf(candidate)).filter(({ id }) => id !== candidate.leadId);
    const cards = await this.cardsOf(found.map(({ id }) => id));
    const people = await this.peopleOf(found.map(({ id }) => id));
    const suggestions = found.flatMap(({ id, score, reasons }): readonly Suggestion[] => {
      const [filing, card] = [this.filings.get(id), cards.get(id)];
      if (!filing || !card || card.mergedInto !== null) return [];
      return [{ leadId: id, enterpriseId: filing.enterprise_id, investor: filing.name, title: card.title, unit: card.unit, until: card.protectedUntil, score: Math.round(score * 100), reasons, ...(people.has(id) && { people: people.get(id)! }) }];
    });
    return { position, ordinal, suggestions };
  }

  private async catchUp(): Promise<void> {
    for (;;) {
      const rows = await this.read.query<Filing[]>(
        `select f.lead_id, f.enterprise_id, f.name, f.filed_at, h.event from filings f join history h on h.entity = f.lead_id and h.position = f.filed_at
         where f.filed_at > $1 order by f.filed_at limit ${A_PAGE}`,
        [this.position],
      );
      for (const filing of rows) await this.add(filing);
      if (rows.length < A_PAGE) return;
    }
  }

  private async add(filing: Filing): Promise<void> {
    this.index.add(sketchOf(await candidateOf(this.vault, filing.lead_id, filing.event)));
    this.filings.set(filing.lead_id, filing);
    this.position = Number(filing.filed_at);
  }

  private async peopleOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    if (ids.length === 0) return new Map();
    const rows = await this.read.query<{ id: string; people: readonly string[] }[]>('select id, people from confidential_cases where id = any($1)', [ids]);
    return new Map(rows.map(({ id, people }) => [id, people]));
  }

  private async cardsOf(ids: readonly string[]): Promise<ReadonlyMap<string, Card>> {
    if (ids.length === 0) return new Map();
    const rows = await this.read.query<Held[]>(`select entity, state from cards where entity = any($1) and known_to = ${STILL_KNOWN} and happened_to = '${FOREVER}'`, [ids]);
    return new Map(rows.map(({ entity, state }) => [entity, state]));
  }
}

function sketchOf({ leadId, name, creditCode, title, content, contactIndexes }: DuplicateCandidate): Parameters<DuplicateIndex['find']>[0] {
  return { id: leadId, name, creditCode, content: `${title} ${content}`, contactIndexes: [...contactIndexes] };
}
