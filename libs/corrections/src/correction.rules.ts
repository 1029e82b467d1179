import { canonicalJson, type CorrectedValue, type EventCatalogue, type Json, type RecordedEvent, type Refusal, refuse, righted, valueAt } from '#event-store';
import type { Day } from '#measures';
import { clear } from '#vault';
import { correctable, type Correctable } from './correctable.ts';
import type { CorrectEntry } from './correction.commands.ts';
import type { CorrectionEvent } from './correction.events.ts';

/** Everything of the case an entry belongs to, in the order of the log, as it is now believed; and what a corrected past must still satisfy. */
export type CorrectionFacts = {
  readonly today: Day;
  readonly actor: string;
  readonly entries: readonly RecordedEvent[];
  /** Refuses a past that a rule of its slice forbids, whatever was corrected. */
  readonly sound: (stream: string, entries: readonly RecordedEvent[]) => Refusal | undefined;
};
type Asked = { readonly revision: number; readonly input: CorrectEntry['input'] };

/** Decides on a correction: what may be corrected is in `correctable`, what stands must fit its schema and the order of the case. */
export function correctEntry({ types }: Pick<EventCatalogue, 'types'>) {
  return ({ revision, input }: Asked, stream: readonly RecordedEvent[], facts: CorrectionFacts): readonly CorrectionEvent[] | Refusal => {
    const entry = stream.find((each) => each.revision === revision);
    if (!entry) return refuse('correction.entry-unknown', { revision });
    const rule = correctable[entry.type] ?? 'act';
    if (typeof rule === 'string') return refuse('correction.entry-fixed', { type: entry.type, because: rule });
    const fixed = [...input.values.filter(({ path }) => !rule.values?.includes(path)), ...input.texts.filter(({ path }) => !rule.texts?.includes(path))][0];
    if (fixed) return refuse('correction.value-fixed', { type: entry.type, path: fixed.path, values: [...(rule.values ?? [])], texts: [...(rule.texts ?? [])] });
    const values = changed(entry, input.values);
    const day = input.day === undefined || input.day === entry.occurredOn ? undefined : { was: entry.occurredOn, is: input.day };
    if (!day && values.length === 0 && input.texts.length === 0) return refuse('correction.nothing-changes', { type: entry.type });
    if (day && day.is > facts.today) return refuse('wire.future-date', { occurredOn: day.is, today: facts.today });
    const right = righted(entry, { values, ...(day && { day }) });
    const parsed = types[entry.type]!.data.safeParse(right.data);
    if (!parsed.success) return refuse('correction.value-unfit', { type: entry.type, path: parsed.error.issues[0]?.path.join('.') ?? '', message: parsed.error.issues[0]?.message ?? '' });
    const refusal = ownVerdict(entry, facts) ?? outOfOrder(entry, right.occurredOn, rule, facts.entries) ?? facts.sound(entry.stream, stream.map((each) => (each === entry ? right : each)));
    if (refusal) return refusal;
    const texts = input.texts.map(({ path, is }) => ({ path, is: clear(is) }));
    return [{ type: 'EntryCorrected', data: { entry: { eventId: entry.id, type: entry.type, schema: entry.schema, revision }, about: about(entry), ...(day && { day }), values: [...values], texts, reason: clear(input.reason) } }];
  };
}

function changed(entry: RecordedEvent, values: CorrectEntry['input']['values']): readonly CorrectedValue[] {
  return values.flatMap(({ path, is }) => {
    const was = valueAt(entry.data, path);
    return same(was, is) ? [] : [{ path, ...(was !== undefined && { was }), ...(is !== undefined && { is }) }];
  });
}

const same = (a: Json | undefined, b: Json | undefined): boolean => (a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b));

/** What was verified is not made something else by whoever reported it. */
function ownVerdict(entry: RecordedEvent, { actor }: CorrectionFacts): Refusal | undefined {
  return (entry.data as { reportedBy?: string }).reportedBy === actor ? refuse('delivery.reporter-verifies') : undefined;
}

/** A day may not pass, in either direction, what an entry answers: the latest of each kind before it in the log, and what came to rest on it. */
function outOfOrder(entry: RecordedEvent, is: Day, { after = [] }: Correctable, entries: readonly RecordedEvent[]): Refusal | undefined {
  if (is === entry.occurredOn) return undefined;
  const at = entries.findIndex(({ id }) => id === entry.id);
  const latest = (type: string, before: number): RecordedEvent | undefined => entries.slice(0, before).findLast((each) => each.type === type);
  const earlier = after.map((type) => latest(type, at)).find((each) => each && each.occurredOn <= entry.occurredOn && is < each.occurredOn);
  const later = entries.slice(at + 1).find((each, index) => {
    const rule = correctable[each.type];
    return typeof rule === 'object' && rule.after?.includes(entry.type) && latest(entry.type, at + 1 + index)?.id === entry.id && entry.occurredOn <= each.occurredOn && each.occurredOn < is;
  });
  const passed = earlier ?? later;
  return passed && refuse('correction.out-of-order', { type: entry.type, day: is, other: passed.type, otherDay: passed.occurredOn });
}

function about({ data }: RecordedEvent): { leadId?: string; dealId?: string; sameAs?: string } {
  const ids = data as { leadId?: unknown; dealId?: unknown; sameAs?: unknown };
  return Object.fromEntries((['leadId', 'dealId', 'sameAs'] as const).flatMap((name) => (typeof ids[name] === 'string' ? [[name, ids[name]]] : [])));
}
