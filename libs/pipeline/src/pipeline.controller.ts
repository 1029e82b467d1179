import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { mayAccess, Needs, requireAccess } from '#access';
import { offersCorrection } from '#corrections';
import { type Actor, EVENT_CATALOGUE, type EventCatalogue, RefusedError } from '#event-store';
import { ALL_UNITS } from '#read-side';
import { CurrentActor, idParam, QueryAnswer, query } from '#wire';
import { VAULT, type Vault } from '#vault';
import { z } from 'zod';
import { asOfFields, AsOfReader, type AsOf, type AsOfQuery, type Snapshot } from './as-of.ts';
import { board, boardCards, cardOf, type BoardColumn, parkedCards, STAGES } from './board.queries.ts';
import { confidantsIn, hiddenFrom, veil, veiled } from './confidential.ts';
import { type Change, changesBetween } from './changes.queries.ts';
import type { Stage } from './card.ts';
import { historyOf, registrantsOf } from './history.queries.ts';
import { listCases, listQuery, type ListQuery, type Visible } from './list.queries.ts';

const boardQuery = z.strictObject({
  ...asOfFields,
  /** Cards per column, 1 to 200. */
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const columnQuery = z.strictObject({ ...boardQuery.shape, cursor: z.string().max(600).optional() });
const bound = z.union([z.coerce.number().int().min(0), z.iso.datetime({ offset: true }), z.iso.date()]);
const changesQuery = z.strictObject({
  unit: z.string().max(32).optional(),
  from: bound,
  to: bound.optional(),
  /** Whether `from` and `to` are taken on the clock of recording or, days only, on that of happening. */
  clock: z.enum(['known', 'happened']).default('known'),
  after: asOfFields.after,
});
const historyQuery = z.strictObject({ known: asOfFields.known, after: asOfFields.after });
const afterOnly = z.strictObject({ after: asOfFields.after });
const anything = z.looseObject({});

/** Boards, what changed on them, and the history of a case: everything a team sees of its pipeline, on both clocks. */
@ApiTags('pipeline')
@Controller()
export class PipelineController {
  constructor(
    @Inject(AsOfReader) private readonly reader: AsOfReader,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(EVENT_CATALOGUE) private readonly catalogue: EventCatalogue,
  ) {}

  @Get('units/:unit/pipeline')
  @Needs('board.unit')
  @QueryAnswer(anything, { summary: 'The board of a team, now or as known and as happened by a date', query: boardQuery })
  unitBoard(@CurrentActor() actor: Actor, @Param('unit') unit: string, @Query(query(boardQuery)) asked: z.infer<typeof boardQuery>) {
    requireAccess(actor, 'board.unit', { unit });
    return this.board(actor, unit, asked);
  }

  @Get('pipeline')
  @Needs('board.all')
  @QueryAnswer(anything, { summary: 'The board over all teams', query: boardQuery })
  wholeBoard(@CurrentActor() actor: Actor, @Query(query(boardQuery)) asked: z.infer<typeof boardQuery>) {
    requireAccess(actor, 'board.all');
    return this.board(actor, ALL_UNITS, asked);
  }

  @Get('units/:unit/pipeline/:stage')
  @Needs('board.unit')
  @QueryAnswer(anything, { summary: 'More cards of one column', query: columnQuery })
  column(@CurrentActor() actor: Actor, @Param('unit') unit: string, @Param('stage') stage: string, @Query(query(columnQuery)) asked: z.infer<typeof columnQuery>) {
    if (unit === 'all') requireAccess(actor, 'board.all');
    else requireAccess(actor, 'board.unit', { unit });
    if (!STAGES.includes(stage as Stage)) throw new RefusedError('not-found', 'pipeline.unknown-stage', { stage });
    const scope = unit === 'all' ? ALL_UNITS : unit;
    return this.reader.ask(asked, async (snapshot, at) => {
      const { cards, cursor } = (await boardCards(snapshot, { unit: scope, at }, [stage as Stage], asked.limit, asked.cursor)).get(stage as Stage)!;
      return { ...placeOf(at), cards: veil(cards, await hiddenFrom(snapshot, actor)), cursor };
    });
  }

  @Get('pipeline/changes')
  @Needs('board.unit')
  @QueryAnswer(anything, { summary: 'What changed between two boards: added, advanced, fell back, moved, revalued, closed', query: changesQuery })
  changes(@CurrentActor() actor: Actor, @Query(query(changesQuery)) { unit, from, to, clock, after }: z.infer<typeof changesQuery>) {
    if (unit === undefined) requireAccess(actor, 'board.all');
    else requireAccess(actor, 'board.unit', { unit });
    return this.reader.askOf([sideOf(clock, from, after), sideOf(clock, to, after)], async (snapshot, [before, now]) => ({
      from: placeOf(before!),
      to: placeOf(now!),
      changes: veiledChanges(await changesBetween(snapshot, unit ?? ALL_UNITS, before!, now!), await hiddenFrom(snapshot, actor)),
    }));
  }

  @Get('deals/:id/history')
  @Needs('history.read')
  @QueryAnswer(anything, { summary: 'Every event of a deal and its lead, with actor, both clocks and opened texts', query: historyQuery })
  dealHistory(@CurrentActor() actor: Actor, @Param('id', idParam('pipeline.unknown-case')) id: string, @Query(query(historyQuery)) asked: z.infer<typeof historyQuery>) {
    return this.history(actor, id, asked);
  }

  @Get('leads/:id/history')
  @Needs('history.read')
  @QueryAnswer(anything, { summary: 'Every event of a lead and its deal, with actor, both clocks and opened texts', query: historyQuery })
  leadHistory(@CurrentActor() actor: Actor, @Param('id', idParam('pipeline.unknown-case')) id: string, @Query(query(historyQuery)) asked: z.infer<typeof historyQuery>) {
    return this.history(actor, id, asked);
  }

  @Get('leads')
  @Needs('lead.read')
  @QueryAnswer(anything, { summary: 'Leads one may see, latest first', query: listQuery })
  leads(@CurrentActor() actor: Actor, @Query(query(listQuery)) asked: ListQuery) {
    return this.reader.ask(asked, async (snapshot, at) => ({ ...placeOf(at), ...(await listCases(snapshot, 'leads', asked, { ...visibleTo(actor, 'lead.read'), hidden: await hiddenFrom(snapshot, actor) }, at)) }));
  }

  @Get('deals')
  @Needs('deal.read')
  @QueryAnswer(anything, { summary: 'Deals one may see, latest first', query: listQuery })
  deals(@CurrentActor() actor: Actor, @Query(query(listQuery)) asked: ListQuery) {
    return this.reader.ask(asked, async (snapshot, at) => ({ ...placeOf(at), ...(await listCases(snapshot, 'deals', asked, { ...visibleTo(actor, 'deal.read'), hidden: await hiddenFrom(snapshot, actor) }, at)) }));
  }

  @Get('deals/:id/confidentiality')
  @Needs('history.read')
  @QueryAnswer(z.strictObject({ confidential: z.boolean(), people: z.array(z.string()) }), { summary: 'Whether a case is confidential, and who is named', query: afterOnly })
  confidentiality(@CurrentActor() actor: Actor, @Param('id', idParam('pipeline.unknown-case')) id: string, @Query(query(afterOnly)) asked: z.infer<typeof afterOnly>) {
    return this.reader.ask(asked, async (snapshot, at) => {
      await requireCase(snapshot, actor, id, at);
      const people = await confidantsIn(snapshot, id);
      return { confidential: people !== null, people: people ?? [] };
    });
  }

  private board(actor: Actor, unit: string, asked: z.infer<typeof boardQuery>): Promise<Place & { unit: string; parked: readonly string[]; columns: readonly BoardColumn[] }> {
    return this.reader.ask(asked, async (snapshot, at) => {
      const hidden = await hiddenFrom(snapshot, actor);
      const columns = (await board(snapshot, { unit, at }, asked.limit)).map((column) => ({ ...column, cards: veil(column.cards, hidden) }));
      return { unit, ...placeOf(at), parked: await parkedCards(snapshot, unit), columns };
    });
  }

  private history(actor: Actor, id: string, asked: z.infer<typeof historyQuery>) {
    return this.reader.ask(asked, async (snapshot, at) => {
      const hidden = await requireCase(snapshot, actor, id, at);
      const events = await historyOf(snapshot, { vault: this.vault, catalogue: this.catalogue }, id, at, hidden);
      return { id, ...placeOf(at), events: events.map((event) => ({ ...event, correctable: offersCorrection(actor, event) })) };
    });
  }
}

/** Refuses a case that the actor may not read, or know of, as one that is not there; answers the cases that are hidden from them. */
async function requireCase(snapshot: Snapshot, actor: Actor, id: string, at: AsOf): Promise<ReadonlySet<string>> {
  const [card, accounts, hidden] = [await cardOf(snapshot, id, { ...at, live: true }), await registrantsOf(snapshot, id), await hiddenFrom(snapshot, actor)];
  if (hidden.has(id) || !mayAccess(actor, 'history.read', { unit: card.unit, accounts })) throw new RefusedError('not-found', 'pipeline.unknown-case', { id });
  return hidden;
}

type Place = { readonly position: number; readonly ordinal: number; readonly known: string | null; readonly happened: string | null };

/** What changed, of hidden cases without their names. */
function veiledChanges(changes: readonly Change[], hidden: ReadonlySet<string>): readonly Change[] {
  return changes.map((change) => (hidden.has(change.id) ? { ...change, before: change.before && veiled(change.before), after: change.after && veiled(change.after) } : change));
}

// Every answer says which place on both clocks it is of; asked again for `known=position` it is the same for ever.
const placeOf = ({ position, ordinal, recordedAt, happened, live }: AsOf): Place => ({ position, ordinal, known: recordedAt, happened: live || happened.startsWith('9999') ? null : happened });

function sideOf(clock: 'known' | 'happened', at: string | number | undefined, after: number | undefined): AsOfQuery {
  if (clock === 'known') return { known: at, after };
  if (at !== undefined && !z.iso.date().safeParse(at).success) throw new RefusedError('malformed', 'wire.malformed', { issues: [{ path: '/from', message: 'a day, when clock=happened' }] });
  return { happened: at as string | undefined, after };
}

function visibleTo(actor: Actor, operation: 'lead.read' | 'deal.read'): Visible {
  requireAccess(actor, operation);
  if (mayAccess(actor, operation, { unit: '\u0000', accounts: [] })) return {};
  if (actor.unit !== null && mayAccess(actor, operation, { unit: actor.unit, accounts: [] })) return { unit: actor.unit };
  return { account: actor.account };
}
