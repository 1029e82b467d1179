import { describe, expect, it } from '@jest/globals';
import { clear } from '#vault';
import { given, refused } from '../../event-store/src/testing.ts';
import { AddLink } from './chain.commands.ts';
import { chainDecider, type ChainCommand } from './chain.decider.ts';
import type { ChainEvent } from './chain.events.ts';

const established: ChainEvent = { type: 'ChainEstablished', data: { code: 'NM', name: '新材料' } };
const segment: ChainEvent = { type: 'SegmentAdded', data: { code: 'NM2', chain: 'NM', name: '化工新材料', anchors: ['某集团'] } };
const link = { code: 'NM2.05', segment: 'NM2', name: '聚碳酸酯改性企业', stage: 'downstream', stageSource: 'researcher', status: 'MISSING', anchors: [] } as const;
const added: ChainEvent = { type: 'LinkAdded', data: { chain: 'NM', ...link, anchors: [] } };
const addLink = (change: Partial<AddLink['input']> = {}): ChainCommand => ({ type: 'AddLink', input: { ...link, anchors: [], ...change } });
const change = (from: 'MISSING' | 'HAVE', to: 'MISSING' | 'HAVE', code = link.code as string): ChainCommand => ({ type: 'ChangeLinkStatus', input: { code, from, to, reason: '首个改性项目投产' } });

describe('an industry chain', () => {
  it('is established once, with a name', () => {
    given(chainDecider).when({ type: 'EstablishChain', code: 'NM', input: { name: '新材料' } }, undefined).then(established);
    given(chainDecider, established).when({ type: 'EstablishChain', code: 'NM', input: { name: '新材料' } }, undefined).then(refused('chain.already-established', { code: 'NM' }));
  });

  it('takes segments whose code begins with its own, each once', () => {
    const add = (code: string): ChainCommand => ({ type: 'AddSegment', input: { code, name: '化工新材料', anchors: ['某集团'] } });
    given(chainDecider, established).when(add('NM2'), undefined).then(segment);
    given(chainDecider, established).when(add('HE2'), undefined).then(refused('chain.code-of-another', { code: 'HE2', chain: 'NM' }));
    given(chainDecider, established, segment).when(add('NM2'), undefined).then(refused('chain.segment-exists'));
    given(chainDecider).when(add('NM2'), undefined).then(refused('chain.unknown'));
  });

  it('takes links into a segment it has, each once and under a code of the segment', () => {
    given(chainDecider, established, segment).when(addLink(), undefined).then(added);
    given(chainDecider, established, segment).when(addLink({ segment: 'NM1' }), undefined).then(refused('chain.segment-unknown', { code: 'NM1' }));
    given(chainDecider, established, segment).when(addLink({ code: 'NM1.05' }), undefined).then(refused('chain.code-of-another', { chain: 'NM2' }));
    given(chainDecider, established, segment, added).when(addLink(), undefined).then(refused('chain.link-exists'));
  });

  it('moves the status of a link with a reason, from what the sender has seen', () => {
    const moved: ChainEvent = { type: 'LinkStatusChanged', data: { code: 'NM2.05', from: 'MISSING', to: 'HAVE', reason: clear('首个改性项目投产') } };
    given(chainDecider, established, segment, added).when(change('MISSING', 'HAVE'), undefined).then(moved);
    given(chainDecider, established, segment, added, moved).when(change('MISSING', 'HAVE'), undefined).then(refused('chain.status-moved', { seen: 'MISSING', status: 'HAVE' }));
    given(chainDecider, established, segment, added).when(change('MISSING', 'MISSING'), undefined).then(refused('chain.same-status'));
    given(chainDecider, established, segment).when(change('MISSING', 'HAVE'), undefined).then(refused('chain.link-unknown', { code: 'NM2.05' }));
  });

  it('keeps why an entry is late', () => {
    given(chainDecider, established, segment).when(addLink({ lateReason: '补录' }), undefined).then({ type: 'LinkAdded', data: { lateReason: clear('补录') } });
  });

  it('accepts links only in the forms that codes and classes have', () => {
    expect(AddLink.input.parse({ ...link, anchors: undefined }).anchors).toEqual([]);
    expect(AddLink.input.safeParse({ ...link, code: 'NM2-05' }).success).toBe(false);
    expect(AddLink.input.safeParse({ ...link, gb4754Suggested: '2651/2929' }).success).toBe(true);
    expect(AddLink.input.safeParse({ ...link, gb4754Suggested: 'plastics' }).success).toBe(false);
    expect(AddLink.input.safeParse({ ...link, status: 'GONE' }).success).toBe(false);
  });
});
