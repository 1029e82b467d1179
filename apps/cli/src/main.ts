import 'reflect-metadata';
import { Command } from 'commander';
import { InvalidConfig } from '../../api/src/config.ts';
import { UsageError } from './cli.ts';
import { commands } from './commands.ts';

const program = new Command('liuhen').description('operators\' commands; configuration comes from the environment, as for api and worker (docs/operations.md)').showHelpAfterError();
for (const command of commands) command(program);

await program.parseAsync().catch((error: unknown) => {
  const told = error instanceof InvalidConfig || error instanceof UsageError;
  process.stderr.write(`liuhen: ${told ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
