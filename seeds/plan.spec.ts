import { describe, expect, it } from '@jest/globals';
import { AddLink, EnterLibraryProject } from '#chains';
import { plannedUnits } from './data/units.ts';
import { demonstrationMembers } from './fiction/people.ts';
import { planChains, planCommands, planProjects } from './plan.ts';
import { seedContext, type SeedOccasion } from './context.ts';

const links = planChains.flatMap(({ segments }) => segments.flatMap((segment) => segment.links));
const commands = planCommands(demonstrationMembers('2025-05-24')).flat();

describe('the data of the plan', () => {
  it('are 5 chains, 15 segments, 80 links and 69 projects', () => {
    expect([planChains.length, planChains.flatMap(({ segments }) => segments).length, links.length, planProjects.length]).toEqual([5, 15, 80, 69]);
    expect(links.filter(({ status }) => status === 'MISSING').length).toBeGreaterThan(20);
  });

  it('are the units that the plan counts', () => {
    const count = (kind: string): number => plannedUnits.filter((unit) => unit.kind === kind).length;
    expect(['task-force', 'investment-team', 'park-squad', 'outpost', 'agent'].map(count)).toEqual([4, 5, 10, 2, 1]);
    expect(plannedUnits.length).toBe(22);
  });

  it('give every project its chain, and no amount, land, date or credit code', () => {
    const codes = planChains.map(({ code }) => code);
    expect(planProjects.filter(({ chain, id }) => !codes.includes(chain) || !id.startsWith(`${chain}-`))).toEqual([]);
    expect(new Set(planProjects.flatMap((project) => Object.keys(project)))).toEqual(new Set(['id', 'chain', 'sectorText', 'number', 'raw', 'investor', 'project', 'capacities']));
  });
});

describe('the commands that enter the plan', () => {
  it('have a key each, and happened on the plan\'s day but for the memberships of the demonstration', () => {
    expect(new Set(commands.map(({ key }) => key)).size).toBe(commands.length);
    expect(new Set(commands.map(({ occurredOn }) => occurredOn))).toEqual(new Set(['2021-07-28', '2025-05-24']));
  });

  it('register each investor once and enter each project with its firm', () => {
    expect(commands.filter(({ key }) => key.startsWith('firm/')).length).toBe(35);
    const projects = commands.filter(({ key }) => key.startsWith('library/')).map(({ content }) => EnterLibraryProject.input.parse(content));
    expect(projects.length).toBe(69);
    expect(projects.every(({ investor, enterpriseId, batch }) => batch === 'implement' && (investor === null) === (enterpriseId === undefined))).toBe(true);
  });

  it('are what the wire would accept', () => {
    const parsed = commands.filter(({ key }) => key.startsWith('link/')).map(({ content }) => AddLink.input.safeParse(content).success);
    expect(parsed).toEqual(links.map(() => true));
  });
});

describe('the context of a seed', () => {
  const occasion: SeedOccasion = { actor: { account: 'office', unit: null, role: 'office' }, key: 'plan/unit/nm', occurredOn: '2021-07-28', now: '2026-11-24T16:30:00.000Z', via: 'import', simulated: false };

  it('has a key of its name and a digest of its content, and today in Shanghai', () => {
    const context = seedContext(occasion, { name: '新材料专班' });
    expect(seedContext({ ...occasion, now: '2026-12-01T00:00:00.000Z' }, { name: '新材料专班' }).key).toEqual(context.key);
    const renamed = seedContext(occasion, { name: '改名' });
    expect(renamed.key.id).toBe(context.key.id);
    expect(renamed.key.digest).not.toBe(context.key.digest);
    expect([context.today, context.at]).toEqual(['2026-11-25', undefined]);
    expect(seedContext({ ...occasion, simulated: true }, {}).at).toBe(occasion.now);
  });
});
