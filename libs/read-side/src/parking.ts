import type { Position } from '#event-store';
import type pg from 'pg';

/**
 * Entities a projection could not fold. From the failing event on they stand still, so that nothing is folded over a
 * gap; everything else goes on, and health says degraded.
 */
export class Parking {
  private readonly entities = new Set<string>();
  private added: { projection: string; entity: string; position: Position; reason: string }[] = [];

  async load(client: pg.ClientBase): Promise<void> {
    this.added = [];
    this.entities.clear();
    const { rows } = await client.query<{ projection: string; entity: string }>('select projection, entity from parked');
    for (const { projection, entity } of rows) this.entities.add(`${projection} ${entity}`);
  }

  /** What has been parked since it was last saved. */
  get fresh(): readonly { readonly position: Position; readonly reason: string }[] {
    return this.added;
  }

  get size(): number {
    return this.entities.size;
  }

  has(projection: string, entity: string): boolean {
    return this.entities.has(`${projection} ${entity}`);
  }

  /** Runs one fold; when it throws, parks the entity and answers undefined. */
  guard<T>(projection: string, entity: string, position: Position, fold: () => T): T | undefined {
    if (this.has(projection, entity)) return undefined;
    try {
      return fold();
    } catch (error) {
      this.park(projection, entity, position, error);
      return undefined;
    }
  }

  /** Parks an entity from an event on, with what went wrong as the reason. */
  park(projection: string, entity: string, position: Position, error: unknown): void {
    if (this.has(projection, entity)) return;
    this.entities.add(`${projection} ${entity}`);
    this.added.push({ projection, entity, position, reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }

  async save(client: pg.ClientBase): Promise<void> {
    for (const { projection, entity, position, reason } of this.added) {
      await client.query('insert into parked (projection, entity, position, reason) values ($1, $2, $3, $4) on conflict do nothing', [projection, entity, position, reason]);
    }
    this.added = [];
  }
}
