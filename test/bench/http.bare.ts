import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import pg from 'pg';

// The peer of `http.command`, a process of its own: a bare Fastify route that inserts one row through pg, with the
// columns and indexes of the log and about as many bytes as the event of a follow-up; nothing is checked.
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: Number(process.env['POOL']) });
await pool.query(`create table if not exists bare (
  position bigint primary key, recorded_at timestamptz not null, id uuid not null unique, revision int not null,
  stream text collate "C" not null, type text collate "C" not null, canonical bytea not null, unique (stream, revision));
  alter table bare alter column canonical set storage external`);
const { rows } = await pool.query<{ last: string }>('select coalesce(max(position), 0) as last from bare');
let position = Number(rows[0]!.last);

const app = fastify();
app.post<{ Params: { id: string } }>('/leads/:id/follow-ups', async ({ params, body }, reply) => {
  const at = ++position;
  const event = { id: randomUUID(), type: 'FollowUpRecorded', stream: `contacts-${params.id}`, recordedAt: new Date().toISOString(), actor: { account: 'nm.member', role: 'member', unit: 'nm' }, commandKey: { id: randomUUID() }, data: body };
  await pool.query({ name: 'insert', text: 'insert into bare values ($1, $2, $3, $4, $5, $6, $7)', values: [at, event.recordedAt, event.id, at, event.stream, event.type, Buffer.from(JSON.stringify(event))] });
  return reply.status(201).send({ id: params.id, position: at });
});
process.stdout.write(`${JSON.stringify({ msg: 'listening', url: await app.listen({ host: '127.0.0.1', port: 0 }) })}\n`);
process.once('SIGTERM', () => void app.close().then(() => pool.end()));
