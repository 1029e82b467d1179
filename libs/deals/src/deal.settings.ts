import { type Day, inFen, type Money } from '#measures';

/** Rules that zones publish and change; each set holds from its first day until the next one's. */
export type DealSettings = {
  readonly from: Day;
  /** A decision may be signed upon for this many days after the meeting. */
  readonly decisionLapsesAfterDays: number;
  /** A decision lapses when the amount moves away from the approved one by more than this many per cent. */
  readonly amountTolerancePercent: number;
  /** Whether the record of a review or decision held on paper is taken; false from the day on that meetings are held in the system. */
  readonly meetingsOnPaper: boolean;
  /** Who signs a formal agreement, by amount in 分 of CNY and upwards: the last row that the amount reaches counts. */
  readonly signatories: readonly { readonly from: number; readonly accounts: 'any-leader' | readonly string[] }[];
};

/** The settings in the order of their days. Practice of comparable zones; add a row to change a rule, never edit one. */
export const dealSettings: readonly DealSettings[] = [
  { from: '2000-01-01', decisionLapsesAfterDays: 365, amountTolerancePercent: 10, meetingsOnPaper: true, signatories: [{ from: 0, accounts: 'any-leader' }] },
];

/** The settings in force on a day; the first ones for any day before them. */
export function settingsOn(on: Day, settings: readonly DealSettings[] = dealSettings): DealSettings {
  const first = settings[0];
  if (!first) throw new RangeError('the table of deal settings is empty');
  return settings.findLast(({ from }) => from <= on) ?? first;
}

/** Who may sign for an amount: accounts, or whoever is a leader. */
export function signatoriesFor(amount: Money | null, { signatories }: DealSettings): 'any-leader' | readonly string[] {
  const fen = amount ? inFen(amount) : 0;
  return signatories.findLast(({ from }) => from <= fen)?.accounts ?? 'any-leader';
}
