import { type CommandContext, dayOf, type RecordedEvent, RefusedError } from '#event-store';
import { dealDecider, dealStream } from '#deals';
import { deliveryDecider, deliveryStream } from '#delivery';
import { claimDecider, contactsDecider, filingOf, leadDecider, openDispute, twoWayContacts } from '#leads';
import { addDays, daysBetween } from '#measures';
import { arbitrate, astray, expire, type Move, office, onward, register, remark, revert, type Seen, settle } from './moves.ts';
import { type Random, randomOf } from './random.ts';
import { idOf, openWorld, type World } from './world.ts';

const STEPS = 110;
const LEADS = 4;
/** Hours between two commands of a log of ten histories: some four and a half months in all. */
const MOST_HOURS = 7.2;

/** A log of several random histories on one board, and how many of their commands a rule refused. */
export type Played = { readonly world: World; readonly events: readonly RecordedEvent[]; readonly refused: number; readonly commands: number };

type History = { readonly seed: number; readonly random: Random; readonly leads: string[]; step: number };

/** Plays one history per seed, interleaved, through the command handlers as they are shipped; `between` acts before each step. */
export async function playHistories(seeds: readonly number[], between?: (world: World, step: number) => Promise<void>): Promise<Played> {
  const world = await openWorld(seeds[0]!);
  const pace = randomOf(seeds[0]!);
  const histories = seeds.map((seed): History => ({ seed, random: randomOf(seed), leads: [], step: 0 }));
  let refused = 0;
  for (let step = 0; step < STEPS; step++) {
    await between?.(world, step);
    for (const history of histories) {
      history.step = step;
      if (!(await take(world, history, await nextMove(world, history)))) refused += 1;
      // A fifth of the commands come in the same instant as the one before.
      if (pace.chance(0.8)) world.clock.set(new Date(Date.parse(world.clock.now()) + pace.upTo(MOST_HOURS * 3_600_000 * (10 / seeds.length))).toISOString());
    }
  }
  const { position } = await world.store.head();
  return { world, events: await world.store.readAll({ after: 0, limit: position }), refused, commands: STEPS * seeds.length };
}

type Planned = { readonly move: Move; readonly late: number };

async function nextMove(world: World, history: History): Promise<Planned> {
  const { random, leads, seed } = history;
  if (leads.length === 0 || (leads.length < LEADS && random.chance(0.12))) {
    const id = idOf('lead', seed, leads.length);
    leads.push(id);
    const late = lateness(random, 0.4);
    return { move: register(random, id, whyLate(random, late)), late };
  }
  const seen = await look(world, random.pick(leads));
  const closed = seen.deal?.stage === 'closed';
  const late = lateness(random, 0.4);
  if (seen.lead.offer ?? seen.deal?.offer) {
    if (random.chance(0.5)) return { move: settle(seen, random, whyLate(random, late)), late };
  }
  if (seen.disputed && random.chance(0.4)) return { move: arbitrate(seen, random, whyLate(random, late)), late };
  if (seen.lead.status === 'merged' && random.chance(0.3)) return { move: revert(seen, whyLate(random, late)), late };
  // The first lead of a history is left lying under its protection, so that some expire.
  if (seen.id === leads[0] && seen.protection && !seen.deal && random.chance(0.85)) {
    const over = seen.protection.until < dayOf(world.clock.now());
    return { move: over ? expire(seen) : remark(seen, whyLate(random, late)), late };
  }
  if (random.chance(closed ? 0.3 : 0.66)) {
    return { move: onward(seen, random, whyLate(random, late)), late };
  }
  return { move: astray(seen, leads, random, whyLate(random, late)), late };
}

/** Days an entry comes late, up to 40. */
function lateness(random: Random, share: number): number {
  if (!random.chance(share)) return 0;
  return random.chance(0.6) ? 1 + random.upTo(9) : 10 + random.upTo(31);
}

function whyLate(random: Random, late: number): { lateReason?: string } {
  return late > 30 || random.chance(0.05) ? { lateReason: '出差在外，回来补录' } : {};
}

async function look({ runner }: World, id: string): Promise<Seen> {
  const { state: lead } = await runner.stateOf(`lead-${id}`, leadDecider);
  const { state: claim } = await runner.stateOf(`claim-${lead.registered?.data.enterpriseId ?? id}`, claimDecider);
  const { state: contacts } = await runner.stateOf(`contacts-${id}`, contactsDecider);
  const { state: deal } = await runner.stateOf(dealStream(id), dealDecider);
  const { state: delivery } = await runner.stateOf(deliveryStream(id), deliveryDecider);
  return { id, lead, protection: filingOf(claim, id)?.protection ?? null, contacted: twoWayContacts(contacts, '9999').length > 0, disputed: openDispute(claim, id) !== undefined, deal, delivery };
}

/** Gives a command; answers whether it was accepted. Whatever is not a refusal is a bug, and thrown. */
async function take(world: World, history: History, { move, late }: Planned): Promise<boolean> {
  try {
    await world.bus.execute(move.send(contextOf(world, history, move, late)));
    await world.react();
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}

function contextOf(world: World, { seed, step, random }: History, { actor, since }: Move, late: number): CommandContext {
  const today = dayOf(world.clock.now());
  const id = idOf('command', seed, step);
  // Half of the late ones keep to what the rules can accept: the days since the case came to where it is.
  const most = since !== undefined && since <= today && random.chance(0.5) ? daysBetween(since, today) : late;
  const onBehalf = actor === office && random.chance(0.5) ? { onBehalfOf: 'leader' } : {};
  return {
    actor: { ...actor, ...onBehalf },
    key: { id, digest: String(step) },
    correlationId: id,
    causationId: id,
    via: 'demonstration',
    occurredOn: addDays(today, -Math.min(late, most)),
    today,
    at: world.clock.now(),
  };
}
