import type { Patch } from '../support/compiled.ts';
import type { Invariant } from './invariants.ts';

/** A way to break the product that the harness must notice. */
export type Weakness = 'checkpoint in its own transaction' | 'no fencing' | 'no idempotency check' | 'head read under an old snapshot' | 'state cache trusted for refusals';

/** The texts that make a build with a weakness, and the invariants that must then be reported broken. */
export type Control = { readonly patches: readonly Patch[]; readonly breaks: readonly Invariant[] };

const RUNNER = 'libs/read-side/src/projection-runner.ts';
const BULK = 'libs/read-side/src/bulk.ts';
const COMMANDS = 'libs/event-store/src/command-runner.ts';
const LOG = 'libs/event-store/src/postgres/schema.sql.ts';

/**
 * Every broken build there is, in one table: whoever changes one of these sources mends its line here. The product
 * carries no switch for any of it.
 */
export const controls: Readonly<Record<Weakness, Control>> = {
  'checkpoint in its own transaction': {
    patches: [{ file: RUNNER, find: `await failpoint?.('before-checkpoint');`, replace: `await client.query('commit');\n      await client.query('begin');\n      await failpoint?.('before-checkpoint');` }],
    breaks: ['read-side-reaches-head', 'rebuild-equals-live'],
  },
  'no fencing': {
    patches: [
      { file: RUNNER, find: `where position = $4 and generation = $5', [position, ordinal, recorded_at, this.current.position, this.generation]`, replace: `', [position, ordinal, recorded_at]` },
      { file: BULK, find: `$1)\`, [JSON.stringify(rows)]);`, replace: `$1) on conflict do nothing\`, [JSON.stringify(rows)]);` },
    ],
    breaks: ['rebuild-equals-live'],
  },
  'no idempotency check': {
    patches: [{ file: COMMANDS, find: 'const before = folded.keys.get(context.key.id);', replace: 'const before = folded.keys.get(`${context.key.id} is never looked at`);' }],
    breaks: ['refused-leaves-nothing', 'permitted-not-refused'],
  },
  'head read under an old snapshot': {
    patches: [
      { file: LOG, find: `  perform pg_advisory_xact_lock(\${LOG_LOCK});\n  select e.position, e.recorded_at into head, v_last from log.events e order by e.position desc limit 1;`,
        replace: `  select e.position, e.recorded_at into head, v_last from (select pg_advisory_xact_lock(\${LOG_LOCK}) offset 0) locked left join lateral (select l.position, l.recorded_at from log.events l order by l.position desc limit 1) e on true;` },
    ],
    breaks: ['permitted-not-refused'],
  },
  'state cache trusted for refusals': {
    patches: [{ file: COMMANDS, find: 'const mayBeStale = cached !== undefined && error instanceof RefusedError;', replace: 'const mayBeStale = false;' }],
    breaks: ['permitted-not-refused'],
  },
};

/**
 * Gives every runner the lead and lets none step down, as if the one before were asleep and nobody had ended its
 * connection: what is left is the fence. Goes into the sound build as well as into the one without a fence.
 */
export const everybodyLeads: readonly Patch[] = [
  { file: 'libs/election/src/election.ts', find: 'with won as (select pg_try_advisory_lock($1::int, hashtext($2)) as won)', replace: 'with won as (select $1::int is not null and $2::text is not null as won)' },
  { file: 'libs/election/src/pulse.ts', find: 'if (!fresh.has(name)) this.leaders', replace: 'if (!fresh.has(name) && name === undefined) this.leaders' },
];
