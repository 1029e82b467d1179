import { RefusedError } from '#event-store';
import { deliveriesIn, type Delivery, deliveryStates, openNotices, retryDelivery } from '#notices';
import { textOf } from '#wire';
import { Option } from 'commander';
import type pg from 'pg';
import { readConfig } from '../../api/src/config.ts';
import { answer, type CliCommand, say, UsageError } from './cli.ts';

const MOST = 1_000;

/** `notices list|retry`: messages that go out of the house, how they fare, and another try for those that are dead. */
export const notices: CliCommand = (program) => {
  const command = program.command('notices').description('messages about notices that go out by mail, robots and webhooks; what they say is not shown');
  command
    .command('list')
    .description('those in a state, oldest first, one a line')
    .addOption(new Option('--state <state>', 'which').choices([...deliveryStates]).default('dead'))
    .action(({ state }: { state: Delivery['state'] }) => withNotices((pool) => list(pool, state)));
  command.command('retry [id]').description('try one, or all that are dead, again from the beginning').action((id?: string) => withNotices((pool) => retry(pool, id)));
};

async function list(pool: pg.Pool, state: Delivery['state']): Promise<void> {
  const all = await deliveriesIn(pool, state, MOST);
  for (const each of all) answer(JSON.stringify(each));
  say(`${all.length} ${state}`);
}

async function retry(pool: pg.Pool, id?: string): Promise<void> {
  const ids = id === undefined ? (await deliveriesIn(pool, 'dead', MOST)).map((each) => each.id) : [id];
  for (const each of ids) await retryDelivery(pool, each, new Date().toISOString());
  say(`${ids.length} will be tried again`);
}

async function withNotices(work: (pool: pg.Pool) => Promise<void>): Promise<void> {
  const pool = await openNotices(readConfig(process.env).databaseUrl, (error) => say(error.message));
  try {
    await work(pool);
  } catch (error) {
    if (error instanceof RefusedError) throw new UsageError(textOf(error.code, error.facts, 'en'));
    throw error;
  } finally {
    await pool.end();
  }
}
