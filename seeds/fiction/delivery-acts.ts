import type { MilestoneKind } from '#deals';
import { cny } from '#measures';
import { seedKey } from '../context.ts';
import { finance, office, service, verifier } from './people.ts';
import { act, type Dates, lag, moneyOf, move, type Scene, type Thread, wait } from './scene.ts';
import { paper } from './thread.ts';
import type { StoryCommand } from '../commands.ts';
import { inventCreditCode } from './words.ts';

type Particulars = Extract<StoryCommand, { name: 'ReportMilestone' }>['input']['particulars'];

/** Somebody walks the project through, and a leader answers for it. */
export function assign(scene: Scene, thread: Thread): void {
  wait(scene, 1, 6);
  act(scene, office, () => ({ name: 'AssignServiceOwner', id: thread.id, input: { account: service.account, leadingOfficial: 'leader' } }));
}

/** A milestone is reported and verified; now and then refused first. */
export function milestone(scene: Scene, thread: Thread, kind: MilestoneKind, days: readonly [number, number]): void {
  wait(scene, ...days);
  const before = thread.floor;
  if (scene.dice.chance(0.1)) {
    report(scene, thread, kind);
    thread.floor = before;
    judge(scene, thread, { kind, verdict: { verdict: 'refuse', reason: '佐证材料不全，请补充' } });
    wait(scene, 3, 8);
  }
  report(scene, thread, kind);
  judge(scene, thread, { kind, verdict: { verdict: 'verify' } });
}

function report(scene: Scene, thread: Thread, kind: MilestoneKind): void {
  const evidence = [paper(thread, kind).documentId];
  const shown = particularsOf(scene, thread, kind);
  const entry = move(scene, thread, service, (dates) => ({ name: 'ReportMilestone', id: thread.id, input: { particulars: shown(dates, entry.happened), evidence, note: '现场照片与证照已上传（虚构）' } }), lag(scene.dice));
}

function judge(scene: Scene, thread: Thread, input: Extract<StoryCommand, { name: 'JudgeMilestone' }>['input']): void {
  wait(scene, 1, 7);
  act(scene, verifier, () => ({ name: 'JudgeMilestone', id: thread.id, input }));
}

function particularsOf(scene: Scene, thread: Thread, kind: MilestoneKind): (dates: Dates, day: number) => Particulars {
  const { dice } = scene;
  const { output } = thread;
  const reference = `演示〔${dice.int(1, 999)}〕号（虚构）`;
  const [creditCode, more] = [inventCreditCode(dice), dice.int(100, 118)];
  const site = dice.pick(['land-grant', 'lease', 'standard-workshop'] as const);
  return (dates, day) => {
    switch (kind) {
      case 'company-registered':
        return { kind, creditCode, confirmed: false };
      case 'site-secured':
        return { kind, site, reference };
      case 'construction-started':
        return { kind, basis: site === 'land-grant' ? 'permit' : 'fit-out-contract', reference };
      case 'production-started':
        return { kind, invoices: [reference] };
      case 'capacity-reached':
        return { kind, outputPerYear: moneyOf(thread, Math.ceil((output * more) / 100), dates(day)) };
      default:
        return { kind, reference };
    }
  };
}

/** Money comes in: so many per cent of the contract, reported by the service owner and verified by finance. */
export function paidIn(scene: Scene, thread: Thread, percent: number): void {
  wait(scene, 2, 12);
  const amount = cny(Math.round((thread.amount * percent) / 100));
  const evidence = [paper(thread, 'paid-in').documentId];
  const entry = act(scene, service, () => ({ name: 'ReportPaidIn', id: thread.id, input: { amount, evidence } }), { late: scene.dice.int(0, 5), floor: thread.floor });
  wait(scene, 1, 6);
  // The report's id is its command's key.
  const reportId = seedKey(entry.key);
  const refused = scene.dice.chance(0.06);
  act(scene, finance, () => ({ name: 'JudgePaidIn', id: thread.id, input: { reportId, verdict: refused ? { verdict: 'refuse', reason: '进账单与报表不符' } : { verdict: 'verify' } } }));
}
