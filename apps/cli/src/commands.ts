import type { CliCommand } from './cli.ts';
import { doctor } from './doctor.ts';
import { parked } from './parked.ts';
import { rebuild } from './rebuild.ts';

/** Every command; a new one joins here. */
export const commands: readonly CliCommand[] = [doctor, parked, rebuild];
