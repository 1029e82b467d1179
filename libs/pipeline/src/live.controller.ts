import { Controller, Inject, Optional, Sse, type MessageEvent } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { mayAccess, mayKnow, Needs } from '#access';
import type { Actor } from '#event-store';
import { type Advanced, READ_DATA_SOURCE, READ_POSITION, type ReadPosition } from '#read-side';
import { CurrentActor } from '#wire';
import { concatMap, EMPTY, filter, interval, map, merge, Observable } from 'rxjs';
import type { DataSource } from 'typeorm';
import { hiddenFrom } from './confidential.ts';

const HEARTBEAT_MS = 25_000;

/** What else open screens of a reader are called for; notices provide it. */
export type LiveCalls = (actor: Actor) => Observable<MessageEvent>;

/** The injection token of the `LiveCalls`; without a provider there are none. */
export const LIVE_CALLS = Symbol('LiveCalls');

/** Tells open screens that something they may see has changed: a position, and the ids touched. */
@ApiTags('pipeline')
@Controller('stream')
export class LiveController {
  constructor(
    @Inject(READ_POSITION) private readonly reached: ReadPosition,
    @Inject(READ_DATA_SOURCE) private readonly read: DataSource,
    @Optional() @Inject(LIVE_CALLS) private readonly calls: LiveCalls = () => EMPTY,
  ) {}

  /** Server-sent events `advanced { position, touched }`, filtered to what the reader may see, and `noticed` when something was told to them; a heartbeat every 25 s. */
  @Sse()
  @Needs('live.listen')
  stream(@CurrentActor() actor: Actor): Observable<MessageEvent> {
    const advances = new Observable<Advanced>((subscriber) => this.reached.onAdvance((advanced) => subscriber.next(advanced)));
    return merge(
      advances.pipe(
        concatMap(async ({ position, touched }) => ({ position, touched: await this.visible(actor, touched) })),
        filter(({ touched }) => touched.length > 0),
        map((data): MessageEvent => ({ type: 'advanced', id: String(data.position), data })),
      ),
      this.calls(actor),
      interval(HEARTBEAT_MS).pipe(map((): MessageEvent => ({ type: 'heartbeat', data: {} }))),
    );
  }

  // A card that has just left a unit is no longer its own: the unit it left is told as well, since its board changed.
  private async visible(actor: Actor, touched: readonly string[]): Promise<readonly string[]> {
    if (touched.length === 0 || (mayAccess(actor, 'board.all') && mayKnow(actor, []))) return touched;
    if (touched.includes('*')) return ['*'];
    const near = mayAccess(actor, 'board.all') ? touched : await this.ofUnit(actor.unit, touched);
    if (near.length === 0) return near;
    const hidden = await hiddenFrom(this.read, actor);
    return near.filter((id) => !hidden.has(id));
  }

  private async ofUnit(unit: string | null, touched: readonly string[]): Promise<readonly string[]> {
    if (unit === null) return [];
    const rows = await this.read.query<{ entity: string }[]>('select distinct entity from cards where entity = any($1) and unit = $2', [touched, unit]);
    return rows.map(({ entity }) => entity);
  }
}
