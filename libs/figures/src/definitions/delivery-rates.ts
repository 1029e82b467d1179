import type { Stage } from '#pipeline';
import { basisPoints, sumOf } from '../arithmetic.ts';
import { columnsOf, define, type Definition, type Evidence, type Question, type Rows } from '../definition.ts';
import { within } from '../period.ts';

type Needed = 'entered' | 'kind' | 'contract' | 'paidIn';
type Signed = Rows<Needed>['tracks'][number];
type Rate = { readonly part: number; readonly whole: number };

/** Deals formally signed within the period, of the unit that held them then. */
const signedIn = ({ tracks }: Rows<Needed>, { period, unit, kind }: Question): readonly Signed[] =>
  tracks.filter(({ entered: { signed }, kind: own }) => signed !== undefined && within(period, signed.on) && (unit === null || signed.unit === unit) && (kind === undefined || own === kind));

/** The whole zone's line first, or the unit's alone; then each unit's that signed. */
function grouped(signed: readonly Signed[], unit: string | null): readonly (readonly [key: string, members: readonly Signed[]])[] {
  const units = unit === null ? [...new Set(signed.map(({ entered }) => entered.signed!.unit))].sort() : [];
  return [[unit ?? 'all', signed], ...units.map((code) => [code, signed.filter(({ entered }) => entered.signed!.unit === code)] as const)];
}

const rate = (name: string, scale: 'count' | 'fen', options: Definition['options'], counts: (member: Signed) => boolean, rateOf: (member: Signed) => Rate, proofOf: (member: Signed) => readonly number[]): Definition =>
  define<Needed>({
    name,
    version: 1,
    columns: columnsOf({ signed: scale, reached: scale, rate: 'bp' }),
    options,
    needs: ['entered', 'kind', 'contract', 'paidIn'],
    entered: 'signed',
    compute(rows, question) {
      const groups = grouped(signedIn(rows, question).filter(counts), question.unit);
      const lines = groups.map(([key, members]) => {
        const [whole, part] = [sumOf(members, (member) => rateOf(member).whole), sumOf(members, (member) => rateOf(member).part)];
        return { key, cells: { signed: whole, reached: part, rate: basisPoints(part, whole) } };
      });
      const evidence = (): readonly Evidence[] =>
        groups.flatMap(([line, members]) => members.map((member) => ({ line, case: member.id, on: member.entered.signed!.on, value: rateOf(member).part, events: [member.entered.signed!.at, ...proofOf(member)] })));
      return { lines, evidence };
    },
  });

/** The share of signed deals that have reached a column; of capital alone where others have no such column. */
function reaching(name: string, columnOf: (kind: Signed['kind']) => Stage | null): Definition {
  const entryOf = ({ kind, entered }: Signed) => entered[columnOf(kind) ?? 'closed'];
  const counts = ({ kind }: Signed): boolean => columnOf(kind) !== null;
  return rate(name, 'count', ['period', 'kind'], counts, (member) => ({ part: entryOf(member) ? 1 : 0, whole: 1 }), (member) => [entryOf(member)].flatMap((entry) => (entry ? [entry.at] : [])));
}

/** 履约率, 开工率, 投产率 by number, 资金到位率 by verified money over what is under contract. */
export const deliveryRates: readonly Definition[] = [
  reaching('fulfilment-rate', (kind) => (kind === 'capital' ? 'landed' : 'arrived')),
  reaching('start-rate', (kind) => (kind === 'capital' ? 'started' : null)),
  reaching('production-rate', (kind) => (kind === 'capital' ? 'producing' : null)),
  rate(
    'paid-in-rate', 'fen', ['period', 'kind'], () => true,
    ({ contract, paidIn }) => ({ part: sumOf(paidIn, ({ amount }) => amount), whole: contract ?? 0 }),
    ({ paidIn }) => paidIn.map(({ at }) => at),
  ),
];
