import type { Day } from '#measures';

/** When people are reminded and how often a message is tried, from a day on; what a zone changes is a new row, never an old one edited. */
export type NoticeSettings = {
  readonly from: Day;
  /** Days before a promise falls due, a condition of a review falls due, a decision lapses. Those of a protection stand in `claimSettings`. */
  readonly commitmentDays: readonly number[];
  readonly conditionDays: readonly number[];
  readonly decisionDays: readonly number[];
  /** What was recorded longer ago than so many days is history, not news: a house that begins to send notices is not flooded. */
  readonly newsDays: number;
  /** How often a message is tried before it is dead; the wait between tries in seconds doubles from the first to the longest. */
  readonly attempts: number;
  readonly firstWaitSeconds: number;
  readonly longestWaitSeconds: number;
};

/** How comparable zones do it (DOMAIN, [practice]); in order of `from`. */
export const noticeSettings: readonly [NoticeSettings, ...NoticeSettings[]] = [
  { from: '2000-01-01', commitmentDays: [14, 7, 1], conditionDays: [7, 1], decisionDays: [30, 7, 1], newsDays: 14, attempts: 14, firstWaitSeconds: 30, longestWaitSeconds: 21_600 },
];

/** The settings in force on a day; the first ones for any day before them. */
export function noticeSettingsOn(on: Day, table: readonly [NoticeSettings, ...NoticeSettings[]] = noticeSettings): NoticeSettings {
  return table.findLast(({ from }) => from <= on) ?? table[0];
}

/** Seconds to wait after the n-th failed try (1 for the first). */
export function waitAfter(attempts: number, { firstWaitSeconds, longestWaitSeconds }: NoticeSettings): number {
  return Math.min(longestWaitSeconds, firstWaitSeconds * 2 ** Math.max(0, attempts - 1));
}
