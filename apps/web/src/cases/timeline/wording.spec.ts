import { describe, expect, it } from '@jest/globals';
import type { HistoryEvent } from '../../api/answers.ts';
import { textsIn } from '../../texts/index.ts';
import { actorText, familyOf, fillOptional, ordered, rawEvent, sentenceOf } from './wording.ts';

const zh = textsIn('zh');
const en = textsIn('en');
const event = (type: string, data: Record<string, unknown>, rest: Partial<HistoryEvent> = {}): HistoryEvent => ({
  id: 'e', type, data, occurredOn: '2026-03-01', recordedAt: '2026-03-01T02:00:00.000000Z', actor: { account: 'nm.member', unit: 'nm', role: 'member' }, position: 1, ...rest,
});

describe('an event in words', () => {
  it('says what happened with names, units and amounts as people write them', () => {
    const registered = event('LeadRegistered', { unit: 'nm', title: '电池材料', investor: { name: '示例集团' }, estimate: { amount: 50_000_000_000, currency: 'CNY' }, source: 'industry-chain' });
    expect(sentenceOf(registered, zh)).toBe('为新材料专班报备“电池材料”，投资方示例集团，预估5亿元，经产业链招商');
    expect(sentenceOf({ ...registered, data: { ...registered.data, estimate: undefined, source: undefined } }, zh)).toBe('为新材料专班报备“电池材料”，投资方示例集团');
  });

  it('is told by its outcome', () => {
    expect(sentenceOf(event('LeadTriaged', { outcome: 'refer', unit: 'he' }), zh)).toBe('转交高端装备专班重新研判');
    expect(sentenceOf(event('LeadTriaged', { outcome: 'reject', reason: { code: 'below-standard', text: { text: '强度不足' } } }), zh)).toBe('研判退回，低于入园标准：强度不足');
    expect(sentenceOf(event('DecisionMade', { decision: 'return', reason: { text: '补充能评' } }), zh)).toBe('退回：补充能评');
  });

  it('shows opened texts, and says of an erased one that it is erased', () => {
    expect(sentenceOf(event('FollowUpRecorded', { kind: 'visit', participants: 3, summary: { text: '看了地块' } }), zh)).toBe('走访，3 人参加：看了地块');
    expect(sentenceOf(event('FollowUpRecorded', { kind: 'visit', participants: 3, summary: { erased: true } }), zh)).toBe('走访，3 人参加：已删除');
    expect(sentenceOf(event('DealCommentAdded', { text: { erased: true } }), en)).toBe('erased');
  });

  it('tells the hands that voted, the land in 亩 and the milestone that was verified', () => {
    const ballot = { outcome: 'pass', quorum: { present: 9, required: 7 }, votes: { for: 8, against: 1 }, recused: ['reviewer3'], conditions: [] };
    expect(sentenceOf(event('ReviewConcluded', ballot), zh)).toBe('通过，到会 9 人（法定 7 人），赞成 8 反对 1，回避：reviewer3');
    expect(sentenceOf(event('DossierSubmitted', { dossier: { totalInvestment: { amount: 50_000_000_000, currency: 'CNY' }, land: 12_050 } }), zh)).toBe('提交评审材料：总投资5亿元，用地120.5 亩');
    expect(sentenceOf(event('SiteSecured', { particulars: { kind: 'site-secured', site: 'lease', reference: '租字7号' }, reportedBy: 'service', evidence: ['a'] }), zh)).toBe('核实用地落实，租赁 租字7号；service 上报');
  });

  it('whose type is new is still named, and belongs to a family', () => {
    expect(sentenceOf(event('SomethingNew', { note: 'x' }), zh)).toBe('SomethingNew');
    expect(familyOf('SomethingNew')).toBe('delivery');
  });
});

describe('a sentence with optional parts', () => {
  it('leaves out what has no fact and marks what must be there', () => {
    expect(fillOptional('a{x}[，b{y}]', { x: '1' })).toBe('a1');
    expect(fillOptional('a{x}[，b{y}]', { x: '1', y: '2' })).toBe('a1，b2');
    expect(fillOptional('a{x}', {})).toBe('a—');
  });
});

describe('who did it', () => {
  it('is named with unit and role, and for whom', () => {
    expect(actorText({ account: 'nm.member', unit: 'nm', role: 'member' }, zh)).toBe('nm.member · 新材料专班 · 成员');
    expect(actorText({ account: 'office', unit: null, role: 'office', onBehalfOf: 'leader' }, zh)).toBe('office · 投促办 · 代 leader');
  });
});

describe('a timeline', () => {
  const early = event('RoundRecorded', {}, { id: 'early', occurredOn: '2026-01-05', position: 9 });
  const late = event('RoundRecorded', {}, { id: 'late', occurredOn: '2026-02-01', position: 4 });
  const sameDay = event('RoundRecorded', {}, { id: 'same', occurredOn: '2026-02-01', position: 5 });

  it('is ordered by either clock, latest first', () => {
    expect(ordered([early, late, sameDay], 'recorded').map(({ id }) => id)).toEqual(['early', 'same', 'late']);
    expect(ordered([early, late, sameDay], 'happened').map(({ id }) => id)).toEqual(['same', 'late', 'early']);
  });

  it('shows the envelope with its members in canonical order, and nothing the store or the reader added', () => {
    const raw = rawEvent({ ...early, lateDays: 3 } as HistoryEvent);
    expect(Object.keys(JSON.parse(raw) as object)).toEqual(['actor', 'data', 'id', 'occurredOn', 'recordedAt', 'type']);
    expect(raw.indexOf('"account"')).toBeLessThan(raw.indexOf('"role"'));
  });
});
