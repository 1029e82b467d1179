import { paths } from '#deals';
import { STAGES, type Stage, type Track } from '#pipeline';
import { basisPoints, sumOf } from '../arithmetic.ts';
import { columnsOf, define, type Definition, type Evidence, type Line, type Question, type Rows } from '../definition.ts';
import { within } from '../period.ts';

type Needed = 'entered' | 'kind' | 'stage' | 'amount';
type Member = Rows<Needed>['tracks'][number];

/** The cohort: cases that entered a column for the first time within the period, of the unit that held them then. */
function cohortOf({ tracks }: Rows<Needed>, { from = 'registered', period, unit, kind }: Question): readonly Member[] {
  return tracks.filter(({ entered, kind: own }) => {
    const entry = entered[from];
    return entry !== undefined && within(period, entry.on) && (unit === null || entry.unit === unit) && (kind === undefined || own === kind);
  });
}

/** The columns a cohort may reach from one on, in the order of the path; of all paths when no kind is named. */
function reachable({ from = 'registered', kind }: Question): readonly Stage[] {
  const path: readonly Stage[] = kind ? paths[kind] : STAGES.filter((stage) => stage !== 'closed');
  return path.slice(Math.max(path.indexOf(from), 0));
}

const columns = columnsOf({ count: 'count', rate: 'bp', amount: 'fen', amountRate: 'bp' });

// The two versions differ in one thing: with which amount a case counts.
const funnel = (version: number, amountOf: (member: Member, from: Stage) => number): Definition =>
  define<Needed>({
    name: 'conversion',
    version,
    columns,
    options: ['period', 'kind', 'from'],
    needs: ['entered', 'kind', 'stage', 'amount'],
    compute(rows, question) {
      const { from = 'registered' } = question;
      const cohort = cohortOf(rows, question);
      const whole = sumOf(cohort, (member) => amountOf(member, from));
      const lineOf = (key: string, members: readonly Member[]): Line => {
        const amount = sumOf(members, (member) => amountOf(member, from));
        return { key, cells: { count: members.length, rate: basisPoints(members.length, cohort.length), amount, amountRate: basisPoints(amount, whole) } };
      };
      const reached = (stage: Stage): readonly Member[] => cohort.filter(({ entered }) => entered[stage] !== undefined);
      // Lost cases stay in the cohort; how many of it are closed now is told in a line of its own.
      const closed = cohort.filter(({ stage }) => stage === 'closed');
      const lines = [...reachable(question).map((stage) => lineOf(stage, reached(stage))), lineOf('closed', closed)];
      const proof = (line: Stage, members: readonly Member[]): readonly Evidence[] =>
        members.map((member) => ({ line, case: member.id, on: member.entered[line]!.on, value: amountOf(member, from), events: [member.entered[from]!, member.entered[line]!].map(({ at }) => at) }));
      return { lines, evidence: () => [...reachable(question).flatMap((stage) => proof(stage, reached(stage))), ...proof('closed', closed)] };
    },
  });

/** Conversion A→B: version 1 counts a case with its amount on entering A, version 2 with the amount it has now. */
export const conversion: readonly Definition[] = [
  funnel(1, ({ entered }, from) => entered[from]!.amount),
  funnel(2, ({ amount }: Pick<Track, 'amount'>) => amount),
];
