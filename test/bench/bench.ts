import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../apps/local/src/embedded-postgres.ts';
import type { Bench, Figure } from './figure.ts';

const note = (text: string): void => void process.stderr.write(`bench: ${text}\n`);

/** Runs the figures whose name is, or begins with, one of `names` (all without any) on a PostgreSQL of this run's own. */
export async function bench(names: readonly string[]): Promise<void> {
  const figures = (await allFigures()).filter(({ name }) => names.length === 0 || names.some((wanted) => name === wanted || name.startsWith(`${wanted}.`)));
  if (figures.length === 0) throw new Error(`no figure is called ${names.join(' or ')}; there are ${(await allFigures()).map(({ name }) => name).join(', ')}`);
  const dataDir = await mkdtemp(join(tmpdir(), 'liuhen-bench-'));
  // The server with the very settings the product ships, fsync on; only the product's own defaults are measured.
  const server = await startEmbeddedPostgres({ dataDir, log: (level, message) => { if (level !== 'info') note(message); } });
  try {
    for (const figure of figures) {
      note(`measuring ${figure.name}`);
      const measured = await figure.measure(onServer(server.url));
      process.stdout.write(`${JSON.stringify({ name: figure.name, ...measured })}\n`);
    }
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function allFigures(): Promise<readonly Figure[]> {
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.bench.ts')).sort();
  const families = await Promise.all(files.map((file) => import(`./${file}`) as Promise<{ figures: readonly Figure[] }>));
  return families.flatMap(({ figures }) => figures);
}

function onServer(url: string): Bench {
  let made = 0;
  return {
    note,
    async database(name) {
      const database = `bench_${name.replace(/[^a-z0-9]+/g, '_')}_${++made}`;
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`drop database if exists ${database} with (force)`);
      await client.query(`create database ${database} template template0`);
      await client.end();
      return Object.assign(new URL(url), { pathname: `/${database}` }).href;
    },
  };
}
