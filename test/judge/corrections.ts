import { type CommandContext, corrected, dayOf, type RecordedEvent, RefusedError } from '#event-store';
import { CorrectEntry, correctable } from '#corrections';
import { addDays } from '#measures';
import { amount, office } from './moves.ts';
import type { Random } from './random.ts';
import { idOf, type World } from './world.ts';

const SHARE = 0.25;

/** Now and then the office corrects an entry of long ago or just now: its day, a value, or both. */
export function corrections(random: Random): (world: World, step: number) => Promise<void> {
  return async (world, step) => {
    if (!random.chance(SHARE)) return;
    const { position } = await world.store.head();
    const entry = random.pick(corrected(await world.store.readAll({ after: 0, limit: position })));
    const rule = correctable[entry.type];
    if (typeof rule !== 'object' || entry.actor.role === 'rule') return;
    const today = dayOf(world.clock.now());
    const path = rule.values && random.chance(0.6) ? random.pick(rule.values) : undefined;
    const moved = addDays(entry.occurredOn, random.upTo(21) - 10);
    const input = {
      ...((path === undefined || random.chance(0.5)) && { day: moved > today ? today : moved }),
      values: path === undefined ? [] : [{ path, ...valueFor(path, random) }],
      texts: [],
      reason: '录入有误',
    };
    await send(world, entry, input, contextOf(world, today, step));
  };
}

/** A value that fits the path, or none at all; what the rules refuse is part of the game. */
function valueFor(path: string, random: Random): { is?: never } {
  const last = path.split('.').at(-1)!;
  if (random.chance(0.1)) return {};
  if (['estimate', 'amount', 'to', 'totalInvestment', 'fixedInvestment', 'outputPerYear', 'taxPerYear'].includes(last)) return { is: amount(random) as never };
  if (['until', 'reviewOn', 'on', 'from'].includes(last)) return { is: addDays('2026-06-01', random.upTo(90)) as never };
  if (last === 'land') return { is: random.upTo(20_000) as never };
  if (last === 'value') return { is: (1 + random.upTo(9)) as never };
  if (last.endsWith('PerMu')) return { is: (random.upTo(6) * 10_000_000) as never };
  if (last === 'link') return { is: random.pick(['NM1.01', 'NM1.02']) as never };
  if (last === 'status') return { is: random.pick(['HAVE', 'MISSING']) as never };
  return { is: random.pick(['cost', 'other', 'event', 'no-progress']) as never };
}

async function send(world: World, { stream, revision }: RecordedEvent, input: CorrectEntry['input'], context: CommandContext): Promise<void> {
  try {
    await world.bus.execute(new CorrectEntry(stream, revision, input, context));
    await world.react();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
  }
}

function contextOf(world: World, today: string, step: number): CommandContext {
  const id = idOf('correction', today, step, world.clock.now());
  return { actor: office, key: { id, digest: 'correction' }, correlationId: id, causationId: id, via: 'demonstration', occurredOn: today, today, at: world.clock.now() };
}
