import { readConfig } from '../../api/src/config.ts';
import { openCore } from '../../api/src/core.ts';
import { answer, type CliCommand, say } from './cli.ts';

/** `doctor`: opens what a process opens, and says where the log and the read side stand. */
export const doctor: CliCommand = (program) => {
  program
    .command('doctor')
    .description('check the configuration and what it names; exit code 1 when something is to be mended')
    .action(async () => {
      const core = await openCore(readConfig(process.env), { onError: (error) => say(error.message) });
      try {
        const head = await core.store.head();
        answer(JSON.stringify({ log: head, readSide: { schema: core.reached.schema, position: core.reached.position } }, null, 2));
      } finally {
        await core.close();
      }
    });
};
