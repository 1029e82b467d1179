import type { CommandBus } from '@nestjs/cqrs';
import { AddLink, AddSegment, EnterLibraryProject, EstablishChain } from '#chains';
import { enterpriseIdOf, RegisterEnterprise } from '#enterprises';
import { type Actor, type CommandContext, type Outcome, RefusedError } from '#event-store';
import { AddMember, EstablishUnit, type MemberRole } from '#organisation';
import { z } from 'zod';
import { seedContext } from './context.ts';
import chainsJson from './data/industry-chains.json' with { type: 'json' };
import projectsJson from './data/plan-projects.json' with { type: 'json' };
import { PLAN_DAY, PLAN_LATE_REASON, PLAN_SOURCE, plannedUnits } from './data/units.ts';

const linkRow = AddLink.input.omit({ segment: true, lateReason: true });
const chainRow = z.strictObject({ code: z.string(), name: z.string(), segments: z.array(z.strictObject({ code: z.string(), name: z.string(), anchors: z.array(z.string()), links: z.array(linkRow) })) });
const projectRow = EnterLibraryProject.input.omit({ batch: true, source: true, lateReason: true, enterpriseId: true }).extend({ id: z.string() });

/** The five industry chains of chapter 3, read off the plan; `stage` and classes are suggestions. */
export const planChains = z.array(chainRow).parse(chainsJson);

/** The 69 projects of 专栏 3. The plan gives no amount, land, date or credit code for them, so they have none here. */
export const planProjects = z.array(projectRow).parse(projectsJson);

/** Somebody who belongs to a unit from a day on. */
export type SeedMember = { readonly account: string; readonly role: MemberRole; readonly unit: string; readonly from: string };

/** How the plan is entered: the instant of recording, and whether it stamps the events. */
export type PlanOptions = { readonly now: string; readonly simulated?: boolean; readonly members?: readonly SeedMember[] };

/** What became of a seed's commands; `refused` names those that a rule turned down, by code. */
export type Seeded = { readonly done: number; readonly repeated: number; readonly refused: readonly { readonly key: string; readonly code: string }[] };

type Planned = { readonly key: string; readonly content: object; readonly occurredOn: string; readonly make: (context: CommandContext) => object };

const office: Actor = { account: 'office', unit: null, role: 'office' };
const lateReason = PLAN_LATE_REASON;

/** The commands that enter the plan: what stands in one lane concerns one stream and goes in order, the lanes side by side. */
export function planCommands(members: readonly SeedMember[] = []): readonly (readonly Planned[])[] {
  return [
    ...plannedUnits.map((each) => [unit(each), ...members.filter(({ unit: code }) => code === each.code).map(member)]),
    ...planChains.map((each) => [chain(each), ...each.segments.flatMap((row) => [segment(each.code, row), ...row.links.map((of) => link(each.code, row.code, of))])]),
    ...investors().map((name) => [firm(name)]),
    ...planProjects.map((row) => [project(row)]),
  ];
}

/** Enters the plan's units, chains, firms and library through the command bus. Entered again, it changes nothing. */
export async function seedPlan(bus: Pick<CommandBus, 'execute'>, { now, simulated = false, members = [] }: PlanOptions): Promise<Seeded> {
  const tally = { done: 0, repeated: 0, refused: [] as { key: string; code: string }[] };
  await Promise.all(planCommands(members).map(async (lane) => {
    for (const { key, content, occurredOn, make } of lane) {
      const context = seedContext({ actor: office, key: `plan/${key}`, occurredOn, now, via: 'import', simulated }, content);
      try {
        const { repeated } = await bus.execute<object, Outcome>(make(context) as never);
        tally[repeated ? 'repeated' : 'done'] += 1;
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        tally.refused.push({ key, code: error.code });
      }
    }
  }));
  return tally;
}

function investors(): readonly string[] {
  return [...new Set(planProjects.flatMap(({ investor }) => investor ?? []))];
}

function unit({ code, name, kind }: (typeof plannedUnits)[number]): Planned {
  const input: EstablishUnit['input'] = { code, name, kind, from: PLAN_DAY, lateReason };
  return { key: `unit/${code}`, content: input, occurredOn: PLAN_DAY, make: (context) => new EstablishUnit(code, input, context) };
}

function member({ account, role, unit: code, from }: SeedMember): Planned {
  const input: AddMember['input'] = { account, role, from };
  return { key: `member/${code}/${account}`, content: input, occurredOn: from, make: (context) => new AddMember(code, input, context) };
}

function chain({ code, name }: (typeof planChains)[number]): Planned {
  const input: EstablishChain['input'] = { name, lateReason };
  return { key: `chain/${code}`, content: input, occurredOn: PLAN_DAY, make: (context) => new EstablishChain(code, input, context) };
}

function segment(chainCode: string, { code, name, anchors }: (typeof planChains)[number]['segments'][number]): Planned {
  const input: AddSegment['input'] = { code, name, anchors, lateReason };
  return { key: `segment/${code}`, content: input, occurredOn: PLAN_DAY, make: (context) => new AddSegment(chainCode, input, context) };
}

function link(chainCode: string, segmentCode: string, row: z.infer<typeof linkRow>): Planned {
  const input: AddLink['input'] = { ...row, segment: segmentCode, lateReason };
  return { key: `link/${row.code}`, content: input, occurredOn: PLAN_DAY, make: (context) => new AddLink(chainCode, input, context) };
}

function firm(name: string): Planned {
  return { key: `firm/${name}`, content: { name }, occurredOn: PLAN_DAY, make: (context) => new RegisterEnterprise(enterpriseIdOf({ name }), { name }, context) };
}

function project({ id, ...row }: (typeof planProjects)[number]): Planned {
  const known = row.investor === null ? {} : { enterpriseId: enterpriseIdOf({ name: row.investor }) };
  const input: EnterLibraryProject['input'] = { ...row, ...known, batch: 'implement', source: PLAN_SOURCE, lateReason };
  return { key: `library/${id}`, content: input, occurredOn: PLAN_DAY, make: (context) => new EnterLibraryProject(id, input, context) };
}
