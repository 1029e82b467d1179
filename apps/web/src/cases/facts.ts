import { amountText } from '../format/money.ts';
import type { Money } from '../forms/money-input.ts';
import { areaText, moneyText } from '../forms/money-text.ts';
import type { Texts } from '../texts/index.ts';

/** One fact of an event for the eye; `text: null` is one that was erased. */
export type Fact = { readonly name: string; readonly label: string; readonly text: string | null; readonly long: boolean };

/** Fields that tie events together and say nothing to a reader; the raw event shows them. */
const TECHNICAL = new Set(['enterpriseId', 'leadId', 'contentKey', 'revision', 'ordinal', 'settings', 'dealRevision', 'reportId', 'documentId', 'lateReason', 'leadIds', 'content-key', 'was', 'sameAs', 'confirmed', 'checkDigitConfirmed', 'meeting', 'itemId', 'dealId', 'dossierId', 'deal', 'opinionsAt', 'criteria', 'people', 'decisionId', 'average', 'disputedId', 'dispute', 'into', 'survivorRevision', 'AliasJoined.alias']);

/** Field → catalogue of its codes; where one field has another meaning in one type of event, the type decides. */
const CODES: Readonly<Record<string, string>> = {
  source: 'source', environmentClass: 'environment', milestone: 'milestone', outcome: 'review', decision: 'decision', unit: 'unit', from: 'unit', to: 'unit', chain: 'chain', site: 'site', basis: 'basis', cause: 'cause',
  'LeadTriaged.outcome': 'triage', 'DisputeArbitrated.outcome': 'dispute-outcome', holder: 'unit', survivor: 'unit', alias: 'unit', 'LeadReopened.was': 'lead-end', 'LeadMerged.basis': 'merge-basis', 'LeadTriaged.reason.code': 'rejection', 'FollowUpRecorded.kind': 'follow-up', 'twoWayContact.kind': 'follow-up', 'contact.kind': 'follow-up',
  'AgreementDrafted.kind': 'agreement', 'AgreementSigned.kind': 'agreement', 'particulars.kind': 'milestone', 'MilestoneRefused.kind': 'milestone', kind: 'kind',
  'ProtectionReleased.code': 'release', 'LeadWithdrawn.code': 'withdrawal', 'LeadLost.code': 'loss', 'DealPutOnHold.code': 'hold', 'DealLost.code': 'closing', 'DealWithdrawn.code': 'closing', 'AgreementTerminated.code': 'closing',
  'topics.code': 'topic', 'FilingClosed.code': 'filing-closed',
  'OpinionGiven.outcome': 'opinion', department: 'department', departments: 'department', opinions: 'department', because: 'lapse', 'entry.type': 'event',
};
const MEASURES: Readonly<Record<string, string>> = { jobs: 'people', workers: 'people', energyTce: 'tce' };
/** What a reader looks for first; the log keeps members in the order of the alphabet. */
const FIRST = ['title', 'investor', 'unit', 'kind', 'content', 'outcome', 'decision', 'code', 'from', 'to', 'totalInvestment', 'fixedInvestment', 'land', 'outputPerYear', 'taxPerYear', 'jobs', 'energyTce', 'environmentClass', 'particulars', 'topics', 'ourPosition', 'theirPosition', 'agreed'];
const LAST = ['reportedBy', 'evidence', 'sha256'];
const LONG_TEXT = 40;

type Record_ = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Record_ => typeof value === 'object' && value !== null && !Array.isArray(value);
const isOpen = (value: unknown): value is { readonly text: string } | { readonly erased: true } => isRecord(value) && ('erased' in value || typeof value['text'] === 'string') && Object.keys(value).length === 1;
const isMoney = (value: unknown): value is Money => isRecord(value) && typeof value['amount'] === 'number' && typeof value['currency'] === 'string';

/** Everything an event's data says, each leaf with its label, what matters most first. */
export function factsOf(type: string, data: Record_, t: Texts): readonly Fact[] {
  return inOrder(data).flatMap(([name, value]) => facts(type, [name], value, t));
}

/** One place of an event's data, by dotted path; nothing when nothing stands there. */
export const factsAt = (type: string, path: string, value: unknown, t: Texts): readonly Fact[] => facts(type, path.split('.'), value, t);

/** What a place of an event's data is called. */
export const placeName = (path: string, t: Texts): string => labelFor(path.split('.'), t);

/** The catalogue of the codes that stand in a place of an event's data; undefined where none do. */
export function catalogueOf(type: string, path: string): string | undefined {
  const parts = path.split('.');
  const last = parts.at(-1) ?? '';
  return CODES[`${type}.${path}`] ?? CODES[parts.slice(-2).join('.')] ?? CODES[`${type}.${last}`] ?? CODES[last];
}

function inOrder(data: Record_): readonly (readonly [string, unknown])[] {
  const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length + LAST.indexOf(name) + 1);
  return Object.entries(data).toSorted(([a], [b]) => rank(a) - rank(b));
}

function facts(type: string, path: readonly string[], value: unknown, t: Texts): readonly Fact[] {
  const last = path.at(-1) ?? '';
  if (value === undefined || value === null || TECHNICAL.has(last)) return [];
  if (isOpen(value) || isMoney(value) || !isRecord(value)) return leaf(type, path, value, t);
  return inOrder(value).flatMap(([name, member]) => facts(type, [...path, name], member, t));
}

function leaf(type: string, path: readonly string[], value: unknown, t: Texts): readonly Fact[] {
  const name = path.join('.');
  if (Array.isArray(value)) {
    if (value.length === 0) return [];
    const text = path.at(-1) === 'evidence' ? t('facts.documents', { n: value.length }) : value.map((item) => itemText(type, path, item, t)).join(t('facts.separator'));
    return [{ name, label: labelFor(path, t), text, long: text.length > LONG_TEXT }];
  }
  if (isOpen(value) && 'erased' in value) return [{ name, label: labelFor(path, t), text: null, long: false }];
  const text = valueText(type, path, value, t);
  return [{ name, label: labelFor(path, t), text, long: text.length > LONG_TEXT }];
}

function itemText(type: string, path: readonly string[], item: unknown, t: Texts): string {
  if (!isRecord(item) || isOpen(item)) return isOpen(item) && 'erased' in item ? t('text.erased') : valueText(type, path, item, t);
  return Object.entries(item).map(([name, value]) => (isOpen(value) && 'erased' in value ? t('text.erased') : valueText(type, [...path, name], value, t))).join(' ');
}

function labelFor(path: readonly string[], t: Texts): string {
  for (let from = 0; from < path.length; from += 1) {
    const name = path.slice(from).join('.');
    const found = t.code('field', name);
    if (found !== name) return found;
  }
  return path.at(-1) ?? '';
}

function valueText(type: string, path: readonly string[], value: unknown, t: Texts): string {
  const last = path.at(-1) ?? '';
  if (isOpen(value)) return 'text' in value ? value.text : t('text.erased');
  if (isMoney(value)) return moneyText(value, t);
  if (typeof value === 'boolean') return value ? t('form.yes') : t('form.no');
  if (typeof value === 'number') return numberText(last, value, t);
  if (typeof value !== 'string') return JSON.stringify(value);
  const prefix = catalogueOf(type, path.join('.'));
  return prefix === undefined ? value : t.code(prefix, value);
}

function numberText(name: string, value: number, t: Texts): string {
  if (name === 'land' || name === 'landCentiMu') return areaText(value, t);
  if (name === 'cumulativeFen') return amountText(value, t.language) ?? t('money.zero');
  if (name === 'size') return `${value.toLocaleString('en-US')} B`;
  if (name === 'creditKept') return `${value}%`;
  const measure = MEASURES[name];
  if (measure !== undefined) return `${value.toLocaleString('en-US')} ${t.code('measure', measure)}`;
  return value.toLocaleString('en-US');
}
