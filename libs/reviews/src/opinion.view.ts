import { mayAccess } from '#access';
import type { Deal } from '#deals';
import type { Actor, Happened } from '#event-store';
import type { Vault } from '#vault';
import { opinionsFor, reviewSettingsOn } from './meeting.settings.ts';
import { departmentOf, givenOn, type OpinionEvent, type OpinionsState, requestedOf } from './opinion.decider.ts';

type Given = Extract<Happened<OpinionEvent>, { type: 'OpinionGiven' }>;

const given = (said: OpinionsState): readonly Given[] => said.filter((event): event is Given => event.type === 'OpinionGiven');

/** The opinions on one dossier, the last of each department. */
export async function opinionsOn(vault: Pick<Vault, 'openData'>, said: OpinionsState, dossierId: string): Promise<readonly object[]> {
  const last = new Map(given(said).filter(({ data }) => data.dossierId === dossierId).map((event) => [event.data.department, event]));
  return Promise.all([...last.values()].map(async ({ id, data, occurredOn: on }) => ({ department: data.department, outcome: data.outcome, on, text: (await vault.openData(id, data)).text })));
}

/** Every opinion on a deal with what was asked for and what is still missing for a review today. */
export async function opinionsView(vault: Pick<Vault, 'openData'>, deal: Deal, said: OpinionsState, actor: Actor, today: string): Promise<object> {
  const dossierId = deal.dossier?.id ?? '';
  const required = opinionsFor(deal.kind, deal.amount, reviewSettingsOn(today));
  const there = givenOn(said, dossierId, today);
  const open = deal.stage === 'in-review';
  return {
    required,
    missing: required.filter((department) => !there.includes(department)),
    requests: said.flatMap((event) => (event.type === 'OpinionsRequested' ? [{ dossierId: event.data.dossierId, departments: event.data.departments, on: event.occurredOn, dueOn: event.data.dueOn ?? null }] : [])),
    opinions: await Promise.all(given(said).map(async ({ id, data, occurredOn: on, actor: by }) => ({
      id, dossierId: data.dossierId, current: data.dossierId === dossierId, department: data.department, outcome: data.outcome, on, by: { account: by.account }, text: (await vault.openData(id, data)).text,
    }))),
    allowed: [
      ...(open && mayAccess(actor, 'opinion.request') ? ['RequestOpinions'] : []),
      ...(open && mayAccess(actor, 'opinion.give') && requestedOf(said, dossierId).includes(departmentOf(actor) ?? '') ? ['GiveOpinion'] : []),
    ],
  };
}
