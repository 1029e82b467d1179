import { attractionKind, type AttractionKind } from '#deals';
import { corrected, type EventEnvelope, RefusedError } from '#event-store';
import { WHOLE_ZONE } from '#organisation';
import { allHappened, type AsOf, type Snapshot, type Stage, STAGES, type Track, within } from '#pipeline';
import { z } from 'zod';
import type { Definition, Evidence, Line, Question, Rows } from './definition.ts';
import { type Period, periodCode, periodOf, yearToDate } from './period.ts';
import { referencesOf } from './references.ts';
import { definitionOf } from './registry.ts';
import { figureSettingsOn } from './settings.ts';

const fenPerMu = z.coerce.number().int().min(0).max(100_000_000_000);

/** What may be asked of a figure besides its place on both clocks. `unit`: a code; left out, the whole zone. */
export const questionFields = {
  unit: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'the code of a unit').optional(),
  definition: z.coerce.number().int().min(1).optional(),
  period: periodCode.optional(),
  kind: attractionKind.optional(),
  from: z.enum(STAGES as readonly [Stage, ...Stage[]]).optional(),
  chain: z.string().regex(/^[A-Z]{2,4}$/).optional(),
  /** The first day of an adopted entry standard. */
  standard: z.iso.date().optional(),
  /** A standard that somebody thinks of, in 分 per 亩; those left out ask for nothing. */
  intensity: z.enum(['total', 'fixed']).optional(),
  investmentPerMu: fenPerMu.optional(),
  outputPerMu: fenPerMu.optional(),
  taxPerMu: fenPerMu.optional(),
};
export type Asked = z.infer<z.ZodObject<typeof questionFields>>;

/** What an answer was asked and where it stands: asked again for `known=position` under the same version it is the same for ever. */
export type Basis = {
  readonly name: string;
  readonly definition: number;
  readonly asOf: { readonly position: number; readonly ordinal: number; readonly known: string | null; readonly happened: string | null; readonly on: string };
  readonly unit: string;
  readonly period: Pick<Period, 'code' | 'from' | 'to'> | null;
  readonly kind: AttractionKind | null;
  readonly from: Stage | null;
  readonly chain: string | null;
  readonly settings: { readonly from: string; readonly staleAfterDays: number };
};

/** A figure's lines and the evidence behind them, with what they rest on. */
export type Computed = { readonly basis: Basis; readonly lines: readonly Line[]; readonly evidence: () => readonly Evidence[] };

/** The definition asked for; refuses `figure.unknown` and `figure.no-such-version`. */
export function requireDefinition(name: string, version: number | undefined): Definition {
  const definition = definitionOf(name, version);
  if (definition) return definition;
  if (!definitionOf(name)) throw new RefusedError('not-found', 'figure.unknown', { name });
  throw new RefusedError('not-found', 'figure.no-such-version', { name, version });
}

/** Computes a figure at a place on both clocks, from one snapshot of the read side. */
export async function figureAt(snapshot: Snapshot, definition: Definition, asked: Asked, at: AsOf): Promise<Computed> {
  const question = questionOf(definition, asked, at);
  const rows: Rows = { tracks: await tracksAt(snapshot, definition, at), references: await referencesAt(snapshot, at) };
  if (question.standard !== undefined && !rows.references.standards.some(({ from }) => from === question.standard)) throw new RefusedError('rule', 'figure.no-such-standard', { standard: question.standard });
  return { basis: await basisOf(snapshot, definition, question, at), ...definition.compute(rows, question) };
}

/** The day a figure is of: the day asked about, else that of the last event known then, so that it depends on the log alone. */
const dayOfFigure = (at: AsOf): string => (allHappened(at) ? at.knownOn : at.happened);

function questionOf({ name, options }: Definition, asked: Asked, at: AsOf): Question {
  const on = dayOfFigure(at);
  for (const option of ['period', 'kind', 'from', 'chain', 'standard'] as const) {
    if (asked[option] !== undefined && !options.includes(option)) throw new RefusedError('malformed', 'figure.option-unfit', { name, option, options });
  }
  const { unit = WHOLE_ZONE, kind, chain, standard, investmentPerMu, outputPerMu, taxPerMu, intensity } = asked;
  if (asked.from === 'closed') throw new RefusedError('malformed', 'figure.option-unfit', { name, option: 'from=closed', options });
  const thought = [investmentPerMu, outputPerMu, taxPerMu, intensity].some((value) => value !== undefined);
  if (thought && (!options.includes('standard') || standard !== undefined)) throw new RefusedError('malformed', 'figure.option-unfit', { name, option: 'thresholds', options });
  return {
    unit: unit === WHOLE_ZONE ? null : unit,
    on,
    period: periodOf(asked.period ?? yearToDate(on), on),
    settings: figureSettingsOn(on),
    ...(kind && { kind }),
    ...(options.includes('from') && { from: asked.from ?? 'registered' }),
    ...(chain !== undefined && { chain }),
    ...(standard !== undefined && { standard }),
    ...(thought && { thresholds: { intensity: intensity ?? 'total', investmentPerMu: investmentPerMu ?? 0, outputPerMu: outputPerMu ?? 0, taxPerMu: taxPerMu ?? 0 } }),
  };
}

async function basisOf(snapshot: Snapshot, { name, version, options }: Definition, { unit, on, period, kind, from, chain, settings }: Question, at: AsOf): Promise<Basis> {
  const [moment] = await snapshot.query<{ ordinal: string }[]>('select ordinal from moments where position = $1', [at.position]);
  return {
    name,
    definition: version,
    asOf: { position: at.position, ordinal: Number(moment?.ordinal ?? 0), known: at.recordedAt, happened: allHappened(at) ? null : at.happened, on },
    unit: unit ?? WHOLE_ZONE,
    period: options.includes('period') ? { code: period.code, from: period.from, to: period.to } : null,
    kind: kind ?? null,
    from: from ?? null,
    chain: chain ?? null,
    settings,
  };
}

// Only the members a definition needs leave the database: of a hundred thousand tracks that is a tenth of the bytes.
async function tracksAt(snapshot: Snapshot, { needs, entered }: Definition, at: AsOf): Promise<Rows['tracks']> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  // An alias is the same case as its survivor, and counts there.
  const conditions = [...within(at, bind), `state->>'mergedInto' is null`, ...(entered === undefined ? [] : [`state->'entered' ? ${bind(entered)}`])];
  const members = needs.map((field) => `state->'${field}' as "${field}"`).join(', ');
  return snapshot.query<({ id: string } & Track)[]>(`select entity as id, ${members} from tracks where ${conditions.join(' and ')}`, values);
}

/** What figures compare with, as it stood at a place on both clocks. */
export async function referencesAt(snapshot: Snapshot, { position, happened }: AsOf): Promise<Rows['references']> {
  const known = await snapshot.query<(EventEnvelope & { unit: string | null })[]>(
    `select id, type, data, occurred_on::text as "occurredOn", case when stream like 'unit-%' then substr(stream, 6) end as unit from reference_entries where position <= $1 order by position`,
    [position],
  );
  // A correction may move an entry to another day, so what had happened is asked of what was believed.
  const entries = corrected(known).filter(({ occurredOn }) => occurredOn <= happened);
  return referencesOf([...entries].sort((a, b) => (a.occurredOn < b.occurredOn ? -1 : a.occurredOn > b.occurredOn ? 1 : 0)));
}
