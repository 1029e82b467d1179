import type { paths } from '../api/schema.d.ts';

/** The promises of a deal, as the API answers them. */
export type Promises = paths['/api/v1/deals/{id}/commitments']['get']['responses'][200]['content']['application/json'];
export type PromiseView = Promises['commitments'][number];
export type Clawback = NonNullable<Promises['clawback']>;
export type Direction = PromiseView['direction'];

/** From whom to whom, the zone's own first. */
export const DIRECTIONS: readonly Direction[] = ['zone-to-investor', 'investor-to-zone'];

/** What the colour of a standing is, here and in the calendar. */
export const STATUS_COLOURS: Readonly<Record<string, string>> = {
  proposed: 'default', approved: 'processing', pending: 'processing', due: 'warning', fulfilled: 'success', waived: 'default', breached: 'error', ended: 'default', 'clawed-back': 'error',
};
