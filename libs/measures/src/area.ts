import { z } from 'zod';

/** Land in hundredths of a 亩 (1 亩 = 1/15 公顷), an integer: 37.5 亩 is 3750. */
export const centiMu = z.int().min(0).max(10_000_000);

/** Hundredths of a 亩 of a number of hundredths of a 公顷 (1 公顷 = 15 亩). */
export const centiMuOfHectares = (centiHectares: number): number => centiHectares * 15;
