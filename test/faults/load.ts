import type { Client } from '../support/client.ts';
import { dossier, filing } from '../journeys/script.ts';
import type { Journal } from './journal.ts';

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const TEAMS = ['nm', 'he', 'yy', 'xx'] as const;

/** Takes cases through the pipeline one after another until the signal aborts; each ends where chance says. */
export async function walk(walker: number, journal: Journal, as: (account: string) => Client, stop: AbortSignal): Promise<void> {
  const random = randomOf(walker + 1);
  for (let number = 0; !stop.aborted; number++) await takeThrough(`${walker}-${number}`, random, journal, as, stop);
}

async function takeThrough(name: string, random: () => number, journal: Journal, as: (account: string) => Client, stop: AbortSignal): Promise<void> {
  const pick = (): string => TEAMS[Math.floor(random() * TEAMS.length)] ?? 'nm';
  const [team, other] = [pick(), pick()];
  const [member, lead, office] = [as(`${team}.member`), as(`${team}.lead`), as('office')];
  // Some firms are filed again and again, so that claims are contended for while processes die.
  const investor = random() < 0.2 ? `示例热门企业${Math.floor(random() * 3)}` : `示例企业${name}`;
  const registered = await journal.send(member, '/leads', filing({ investor, title: `示例项目${name}` }));
  const id = String(registered.body['id']);
  const [leadPath, dealPath] = [`/leads/${id}`, `/deals/${id}`];
  const at = async (client: Client, read: string, path: string, body: unknown): Promise<boolean> => (await journal.send(client, path, body, (await journal.read(client, read)).etag)).status === 201;
  const add = async (client: Client, path: string, body: unknown): Promise<boolean> => (await journal.send(client, path, body)).status === 201;

  const steps: readonly (() => Promise<boolean>)[] = [
    () => add(member, `${leadPath}/comments`, { text: '先电话联系' }),
    () => at(office, leadPath, `${leadPath}/triage`, random() < 0.1 ? { outcome: 'reject', code: 'unverifiable', text: '无法核实' } : { outcome: 'accept' }),
    () => add(office, `${leadPath}/protection`, {}),
    () => add(member, `${leadPath}/follow-ups`, { kind: 'call', twoWay: true, participants: 2, summary: '对方有意来访' }),
    () => add(lead, `${leadPath}/follow-ups`, { kind: 'visit', twoWay: true, participants: 3, summary: '上门走访' }),
    () => at(member, leadPath, `${leadPath}/negotiation`, { needs: { landCentiMu: 5_000 } }),
    () => add(member, `${dealPath}/rounds`, { topics: [{ code: 'policy', text: '奖补' }] }),
    () => at(lead, dealPath, `${dealPath}/transfer`, { to: other, creditKept: 50 }),
    // Refused when the deal was offered to the team that holds it: a refusal must leave nothing either.
    () => at(as('office'), dealPath, `${dealPath}/transfer/accept`, {}).then(() => true),
    () => at(as(`${other}.lead`), dealPath, `${dealPath}/transfer/accept`, {}),
    () => add(as(`${other}.member`), `${dealPath}/rounds`, { topics: [{ code: 'timetable' }], agreed: '下月签约' }),
    () => at(as(`${other}.lead`), dealPath, `${dealPath}/dossier`, dossier),
    () => add(as(`${other}.member`), `${dealPath}/comments`, { text: '材料已齐' }),
    () => at(office, dealPath, `${dealPath}/hold`, { code: 'land-pending', reason: '等指标', reviewOn: '2030-01-01' }),
    () => at(office, dealPath, `${dealPath}/loss`, { code: 'land', reason: '供地不及' }),
  ];
  for (const step of steps) if (stop.aborted || random() < 0.04 || !(await step())) return;
}
