import { POOL, type Stage } from '#pipeline';
import { sumOf } from '../arithmetic.ts';
import { columnsOf, define, type Definition, type Line } from '../definition.ts';

const SETS = {
  existing: ['signed', 'landed', 'started', 'producing', 'at-capacity', 'arrived', 'performing'],
  negotiating: ['negotiating', 'in-review', 'approved'],
  leads: ['registered', 'triaged', 'protected'],
} as const satisfies Readonly<Record<string, readonly Stage[]>>;
type SetName = keyof typeof SETS;

/** Which of the three a case in a column belongs to; undefined when it is closed. */
const setOf = (stage: Stage | null): SetName | undefined => (Object.keys(SETS) as SetName[]).find((name) => (SETS[name] as readonly (Stage | null)[]).includes(stage));

/** Chain coverage: per link its status, what was signed for it, what is under negotiation or filed; open when it is missing and nothing is. */
export const coverage: Definition = define({
  name: 'chain-coverage',
  version: 1,
  columns: columnsOf({ existing: 'count', existingAmount: 'fen', negotiating: 'count', negotiatingAmount: 'fen', leads: 'count', open: 'count' }),
  options: ['chain'],
  needs: ['stage', 'unit', 'link', 'amount', 'entered'],
  compute({ tracks, references: { links } }, { unit, chain }) {
    const cases = tracks.flatMap(({ id, stage, unit: holder, link, amount, entered }) => {
      const set = setOf(stage);
      return set === undefined || link === null || (unit !== null && (holder ?? POOL) !== unit) ? [] : [{ id, set, link, amount, entry: entered[stage!]! }];
    });
    const byLink = new Map<string, typeof cases>();
    for (const one of cases) byLink.set(one.link, [...(byLink.get(one.link) ?? []), one]);
    const shown = [...links.values()].filter((link) => chain === undefined || link.chain === chain).sort((a, b) => (a.code < b.code ? -1 : 1));
    const lines = shown.map(({ code, name, chain: of, status, anchors }): Line => {
      const here = byLink.get(code) ?? [];
      const [existing, negotiating, leads] = (['existing', 'negotiating', 'leads'] as const).map((set) => here.filter((one) => one.set === set)) as [typeof here, typeof here, typeof here];
      const amountOf = (some: typeof here): number => sumOf(some, ({ amount }) => amount);
      const open = status === 'MISSING' && existing.length + negotiating.length === 0 ? 1 : 0;
      return { key: code, facts: { name, chain: of, status, anchors }, cells: { existing: existing.length, existingAmount: amountOf(existing), negotiating: negotiating.length, negotiatingAmount: amountOf(negotiating), leads: leads.length, open } };
    });
    const evidence = () => shown.flatMap(({ code }) => (byLink.get(code) ?? []).map(({ id, amount, entry }) => ({ line: code, case: id, on: entry.on, value: amount, events: [entry.at] })));
    return { lines, evidence };
  },
});
