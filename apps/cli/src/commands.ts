import { backup, restore } from './backup.ts';
import type { CliCommand } from './cli.ts';
import { doctor } from './doctor.ts';
import { logCopy } from './log-copy.ts';
import { notices } from './notices.ts';
import { parked } from './parked.ts';
import { rebuild } from './rebuild.ts';

/** Every command; a new one joins here. */
export const commands: readonly CliCommand[] = [backup, doctor, logCopy, notices, parked, rebuild, restore];
