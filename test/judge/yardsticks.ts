import { AddLink, AddSegment, ChangeLinkStatus, EstablishChain } from '#chains';
import { type CommandContext, dayOf, RefusedError } from '#event-store';
import { addDays } from '#measures';
import { AdoptEntryStandard, AdoptScoringScheme, CloseUnit, EstablishUnit, ReviseTarget, SetTarget } from '#organisation';
import { office, UNITS } from './moves.ts';
import type { Random } from './random.ts';
import { idOf, type World } from './world.ts';

const MEASURES = ['leads', 'signed-count', 'signed-amount', 'paid-in', 'landings', 'starts', 'productions'] as const;
const PERIODS = ['year', 'H1', 'Q1', 'Q2', '05'] as const;
const isMoney = (measure: string): boolean => measure === 'signed-amount' || measure === 'paid-in';

/** What the office sets while the histories go on: units, chains, targets, schemes and standards, often entered late. */
export function yardsticks(random: Random): (world: World, step: number) => Promise<void> {
  return async (world, step) => {
    const commands = step === 0 ? beginning() : random.chance(0.3) ? [random.pick(ofOffice(random))] : [];
    for (const [index, command] of commands.entries()) {
      try {
        await world.bus.execute(command(contextOf(world, random, `${step}/${index}`)));
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
      }
    }
  };
}

type Command = (context: CommandContext) => object;

function beginning(): readonly Command[] {
  const units = UNITS.map((code): Command => (context) => new EstablishUnit(code, { code, name: code, kind: code === 'squad01' ? 'park-squad' : 'task-force', from: '2025-01-01' }, context));
  const link = (code: string, status: 'HAVE' | 'MISSING'): Command => (context) => new AddLink('NM', { code, segment: 'NM1', name: code, stage: 'upstream', stageSource: 'plan', status, anchors: [] }, context);
  return [
    ...units,
    (context) => new EstablishUnit('lm', { code: 'lm', name: '联盟', kind: 'alliance', from: '2025-01-01' }, context),
    (context) => new EstablishChain('NM', { name: '新材料' }, context),
    (context) => new AddSegment('NM', { code: 'NM1', name: '化工', anchors: [] }, context),
    link('NM1.01', 'MISSING'),
    link('NM1.02', 'HAVE'),
    link('NM1.03', 'MISSING'),
  ];
}

function ofOffice(random: Random): readonly Command[] {
  const [unit, measure, period] = [random.pick([...UNITS, 'all']), random.pick(MEASURES), random.pick(PERIODS)];
  const value = isMoney(measure) ? (1 + random.upTo(400)) * 1_000_000_000 : 1 + random.upTo(6);
  const from = addDays('2026-01-01', random.upTo(200));
  const weights = MEASURES.filter(() => random.chance(0.6)).map((each) => ({ measure: each, points: 1 + random.upTo(40) }));
  const perMu = (): number => random.upTo(6) * 10_000_000;
  return [
    (context) => new SetTarget(unit, 2026, { measure, period, value }, context),
    (context) => new SetTarget(unit, 2026, { measure, period: 'year', value }, context),
    (context) => new ReviseTarget(unit, 2026, { measure, period: 'year', value, reason: '上级调整' }, context),
    (context) => new AdoptScoringScheme({ from, basis: random.pick(['target', 'best'] as const), weights: weights.length > 0 ? weights : [{ measure, points: 10 }], capPercent: random.pick([100, 120]) }, context),
    (context) => new AdoptEntryStandard({ from, reference: '示例标准', intensity: random.pick(['total', 'fixed'] as const), investmentPerMu: perMu(), outputPerMu: perMu(), taxPerMu: random.pick([0, 100_000]) }, context),
    (context) => new ChangeLinkStatus('NM', { code: random.pick(['NM1.01', 'NM1.03']), from: 'MISSING', to: 'DEVELOP', reason: '已有项目' }, context),
    (context) => new ChangeLinkStatus('NM', { code: random.pick(['NM1.01', 'NM1.03']), from: 'DEVELOP', to: 'MISSING', reason: '项目流失' }, context),
    ...(random.chance(0.1) ? [(context: CommandContext) => new CloseUnit('squad01', { on: '2026-05-31' }, context)] : []),
  ];
}

function contextOf(world: World, random: Random, name: string): CommandContext {
  const today = dayOf(world.clock.now());
  const id = idOf('yardstick', today, name);
  const key = { id, digest: name };
  return { actor: office, key, correlationId: id, causationId: id, via: 'demonstration', occurredOn: addDays(today, random.chance(0.3) ? -random.upTo(20) : 0), today, at: world.clock.now() };
}
