import { z } from 'zod';

const text = z.strictObject({ zh: z.string(), en: z.string() });
const scale = z.enum(['count', 'millionths', 'fen', 'bp', 'days', 'fen-per-mu', 'centi-mu', 'points', 'rank', 'line']);
const column = z.strictObject({ name: z.string(), scale });
const option = z.enum(['period', 'kind', 'from', 'chain', 'standard']);

/** What `GET /figures` answers. */
export const figuresAnswer = z.strictObject({
  figures: z.array(z.strictObject({ name: z.string(), title: text, versions: z.array(z.strictObject({ version: z.int(), formula: text, columns: z.array(column), options: z.array(option) })) })),
});

/** Everything an answer rests on: with it the same question has the same answer for ever. */
const basis = {
  name: z.string(),
  definition: z.int(),
  asOf: z.strictObject({ position: z.int(), ordinal: z.int(), known: z.string().nullable(), happened: z.iso.date().nullable(), /** The day the figure is of. */ on: z.iso.date() }),
  unit: z.string(),
  period: z.strictObject({ code: z.string(), from: z.iso.date(), to: z.iso.date() }).nullable(),
  kind: z.string().nullable(),
  from: z.string().nullable(),
  chain: z.string().nullable(),
  settings: z.strictObject({ from: z.iso.date(), staleAfterDays: z.int() }),
};

/** A figure: lines of numbers, each column in its scale. */
export const figureAnswer = z.strictObject({
  ...basis,
  columns: z.array(column),
  lines: z.array(z.strictObject({
    key: z.string(),
    scale: scale.optional(),
    facts: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
    cells: z.record(z.string(), z.int().nullable()),
  })),
});

const event = z.strictObject({ id: z.string(), type: z.string(), position: z.int(), ordinal: z.int(), occurredOn: z.iso.date(), recordedAt: z.string() });

/** The cases behind a figure, a page of them; `case` is null for one the reader may not see. */
export const eventsAnswer = z.strictObject({
  ...basis,
  line: z.string().nullable(),
  total: z.int(),
  items: z.array(z.strictObject({
    line: z.string(),
    on: z.iso.date(),
    value: z.int(),
    case: z.strictObject({ id: z.string(), title: z.string(), investor: z.string(), unit: z.string().nullable(), stage: z.string().nullable() }).nullable(),
    events: z.array(event),
  })),
  cursor: z.string().nullable(),
});
