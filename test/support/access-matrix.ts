import type { Operation, Reach, Role } from '#access';

/**
 * Who may do what, written by hand from DOMAIN 3, role by role, as sentences of the domain and not as the table of the
 * product. `everything` is reached wherever it lies, `unit` where the role's own unit holds it, `named` where the account
 * itself is named. What stands nowhere is refused.
 */
type Row = { readonly everything?: readonly Operation[]; readonly unit?: readonly Operation[]; readonly named?: readonly Operation[] };

/** Every signed-in account knows the names of units and hears that something changed. */
const everybody = ['organisation.read', 'live.listen'] as const;
/** Anyone in the alliance registers leads, and with them firms. */
const registering = ['lead.register', 'enterprise.register'] as const;
/** Whoever enters things may correct what they entered. */
const correcting = ['entry.correct'] as const;
/** Whoever reads a deal for their office, and speaks to it. */
const speaking = ['deal.read', 'deal.comment', 'deal.attach'] as const;

/** A member of a team: the team's leads and deals in full, registers, follows up, negotiates, drafts. */
const memberOfTeam = [
  'lead.read', 'lead.follow-up', 'lead.open-negotiation', 'lead.withdraw', 'contact.reveal',
  ...speaking, 'deal.round', 'deal.draft-agreement', 'commitment.draft',
  'condition.report', 'board.unit', 'figure.read', 'history.read', 'calendar.read',
] as const satisfies readonly Operation[];

/** What the office does besides looking: triage, protect, arbitrate, schedule meetings, set targets, and enter for everybody but finance and law. */
const ofOffice = [
  'lead.triage', 'lead.protect', 'lead.follow-up', 'lead.transfer', 'lead.open-negotiation', 'lead.withdraw', 'contact.reveal',
  'deal.round', 'deal.draft-agreement', 'deal.submit-dossier', 'deal.conclude-review', 'deal.decide', 'deal.sign', 'deal.lose', 'deal.hold', 'deal.resume', 'deal.reopen', 'deal.revalue', 'deal.comment', 'deal.attach',
  'opinion.request', 'meeting.schedule', 'meeting.conclude', 'condition.report', 'condition.verify', 'delivery.assign', 'delivery.report',
  'commitment.draft', 'commitment.amend', 'commitment.report', 'commitment.waive', 'commitment.breach', 'clawback.claim', 'clawback.record',
  'chains.edit', 'library.edit', 'organisation.edit', 'target.edit',
  'lead.dispute', 'lead.arbitrate', 'lead.merge', 'lead.reopen', 'lead.recognise-prior', 'deal.keep-confidential', 'entry.correct', 'period.close', 'period.read', 'channel.edit',
] as const satisfies readonly Operation[];

/** What is seen by whoever sees everything. */
const seeingAll = ['lead.read', 'deal.read', 'meeting.read', 'history.read', 'board.unit', 'board.all', 'figure.read', 'budget.read', 'calendar.read'] as const satisfies readonly Operation[];

export const matrix: Readonly<Record<Role, Row>> = {
  member: { everything: [...everybody, ...registering], unit: [...memberOfTeam, 'deal.revalue', 'delivery.report', 'commitment.report'], named: correcting },
  // Also assigns within the team, accepts transfers, submits dossiers, holds, loses, reopens.
  'team-lead': {
    everything: [...everybody, ...registering],
    unit: [...memberOfTeam, 'deal.revalue', 'delivery.report', 'commitment.report', 'lead.transfer', 'lead.transfer-accept', 'deal.submit-dossier', 'deal.lose', 'deal.hold', 'deal.resume', 'deal.reopen', 'delivery.assign', 'lead.dispute', 'lead.reopen', 'entry.correct', 'channel.edit'],
  },
  outpost: { everything: [...everybody, ...registering], unit: [...memberOfTeam, 'lead.dispute', 'lead.reopen'], named: correcting },
  // Their own submissions, and the board of their unit.
  agent: { everything: [...everybody, ...registering], unit: ['board.unit'], named: ['lead.read', 'lead.follow-up', 'lead.withdraw', 'lead.dispute', 'contact.reveal', ...speaking, ...correcting, 'history.read', 'calendar.read'] },
  office: { everything: [...everybody, ...registering, ...seeingAll, ...ofOffice] },
  // Dossiers on the agenda of a meeting they sit in; declares, scores.
  reviewer: { everything: everybody, named: [...speaking, ...correcting, 'meeting.read', 'meeting.declare', 'meeting.score'] },
  // Everything; decides, instructs, signs; votes where they sit.
  leader: {
    everything: [...everybody, ...seeingAll, 'contact.reveal', 'deal.decide', 'deal.sign', 'deal.comment', 'deal.attach', 'delivery.assign', 'commitment.amend', 'commitment.report', 'commitment.waive', 'commitment.breach', 'clawback.claim', 'lead.arbitrate', 'deal.keep-confidential', 'period.read'],
    named: ['meeting.declare', 'meeting.vote', ...correcting],
  },
  // Agreements and commitments: costs a promise, verifies money, gives an opinion.
  finance: { everything: [...everybody, ...speaking, 'opinion.give', 'delivery.verify', 'commitment.cost', 'commitment.report', 'commitment.verify', 'clawback.record', 'budget.set', 'budget.read', 'calendar.read'], named: correcting },
  // Clears a text, gives an opinion.
  legal: { everything: [...everybody, ...speaking, 'opinion.give', 'deal.draft-agreement', 'commitment.clear', 'budget.read', 'calendar.read'], named: correcting },
  department: { everything: [...everybody, ...speaking, 'opinion.give'], unit: ['condition.report'], named: correcting },
  // Deals assigned to them: reports milestones.
  'service-owner': { everything: everybody, named: [...speaking, ...correcting, 'contact.reveal', 'delivery.report', 'commitment.report', 'history.read', 'calendar.read'] },
  verifier: { everything: [...everybody, ...speaking, 'condition.verify', 'delivery.verify', 'commitment.verify', 'calendar.read'], named: correcting },
  // Everything, the access log included; writes nothing.
  auditor: { everything: [...everybody, ...seeingAll, 'period.read', 'audit.read', 'conduct.read'] },
  // Accounts, no business data.
  'system-admin': { everything: [...everybody, 'account.edit', 'organisation.edit'] },
  // Policies and keys, no business data.
  'security-admin': { everything: [...everybody, 'security.edit'] },
  // A process manager; nobody signs in as it.
  rule: { everything: ['lead.read', 'lead.protect', 'deal.read', 'enterprise.register', 'history.read'] },
};

/** How far the hand-written table lets a role reach for an operation. */
export function writtenReach(role: Role, operation: Operation): Reach | undefined {
  const { everything = [], unit = [], named = [] } = matrix[role];
  if (everything.includes(operation)) return 'any';
  if (unit.includes(operation)) return 'unit';
  return named.includes(operation) ? 'self' : undefined;
}

/** How a thing stands to somebody: held by their unit, by another, naming them, or by and of nobody. */
export const relations = ['own unit', 'other unit', 'named', 'nobody'] as const;
export type RelationName = (typeof relations)[number];

/** Whether the hand-written table lets a role do an operation on what stands to it like that. */
export function written(role: Role, operation: Operation, relation: RelationName): boolean {
  const reach = writtenReach(role, operation);
  if (reach === 'any') return true;
  return (reach === 'unit' && relation === 'own unit') || (reach === 'self' && relation === 'named');
}
