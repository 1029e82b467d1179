import { ensureReadSchema, explainParked, listParked, type ParkedOptions, retryParked } from '#read-side';
import pg from 'pg';
import { catalogue } from '../../api/src/event-catalogue.ts';
import { answer, type CliCommand, say, UsageError } from './cli.ts';
import { operating } from './operator-core.ts';

/** `parked list|explain|retry`: entities that a projection could not fold, and their release once it can. */
export const parked: CliCommand = (program) => {
  const command = program.command('parked').description('entities that the read side could not fold and that stand still since');
  command.command('list').description('all of them, with reason, position and since when').action(list);
  command.command('explain <projection> <entity>').description('why, and the events that wait; sealed texts stay sealed').action(explain);
  command.command('retry [projection] [entity]').description('fold one, or all, again from the log and release what can be folded; exit code 1 when one still cannot').action(retry);
};

async function list(): Promise<void> {
  await withSchema(async (options, client) => {
    const all = await listParked(client, options.schema);
    for (const each of all) answer(JSON.stringify(each));
    say(all.length === 0 ? 'nothing is parked' : `${all.length} parked in ${options.schema}`);
  });
}

async function explain(projection: string, entity: string): Promise<void> {
  await withSchema(async (options) => {
    const found = await explainParked(options, projection, entity);
    if (!found) throw new UsageError(`${projection} ${entity} is not parked; "parked list" names those that are`);
    answer(JSON.stringify(found.parked));
    for (const { position, recordedAt, type, schema, stream, revision, id } of found.waiting) answer(JSON.stringify({ position, recordedAt, type, schema, stream, revision, id }));
  });
}

async function retry(projection?: string, entity?: string): Promise<void> {
  await withSchema(async (options, client) => {
    const which = (await listParked(client, options.schema)).filter((each) => (projection === undefined || each.projection === projection) && (entity === undefined || each.entity === entity));
    if (which.length === 0) throw new UsageError('nothing of that name is parked; "parked list" names those that are');
    const retried = await retryParked(options, which);
    for (const { projection: of, entity: name, failed } of retried) answer(`${of} ${name}: ${failed === null ? 'released' : `still fails: ${failed}`}`);
    if (retried.some(({ failed }) => failed !== null)) process.exitCode = 1;
  });
}

async function withSchema(work: (options: ParkedOptions, client: pg.Client) => Promise<void>): Promise<void> {
  await operating(async ({ connectionString, store, model }) => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      const schema = await ensureReadSchema(client, model);
      await work({ connectionString, store, catalogue, model, schema }, client);
    } finally {
      await client.end();
    }
  });
}
