import { describe, expect, it } from '@jest/globals';
import { clear } from '#vault';
import { given, refused } from '../../event-store/src/testing.ts';
import { EnterLibraryProject } from './chain.commands.ts';
import { libraryDecider } from './library.decider.ts';
import type { LibraryEvent } from './library.events.ts';

const input: EnterLibraryProject['input'] = {
  chain: 'NM', sectorText: '新材料', number: 9, raw: '某公司20万吨/年可降解塑料项目', investor: '某公司', project: '20万吨/年可降解塑料项目',
  capacities: [{ text: '20万吨/年', value: 200_000, unit: '吨' }], batch: 'implement', source: '规划纲要 专栏 3',
};
const entered: LibraryEvent = { type: 'LibraryProjectEntered', data: { id: 'NM-09', ...input } as LibraryEvent['data'] };

describe('a library project', () => {
  it('is entered once, as its source has it', () => {
    given(libraryDecider).when({ type: 'EnterLibraryProject', id: 'NM-09', input }, undefined).then(entered);
    given(libraryDecider, entered).when({ type: 'EnterLibraryProject', id: 'NM-09', input }, undefined).then(refused('library.already-entered', { id: 'NM-09' }));
  });

  it('has an id of its own chain', () => {
    given(libraryDecider).when({ type: 'EnterLibraryProject', id: 'HE-09', input }, undefined).then(refused('library.id-of-another-chain', { chain: 'NM' }));
  });

  it('may have no investor, and is then nobody\'s', () => {
    given(libraryDecider).when({ type: 'EnterLibraryProject', id: 'NM-11', input: { ...input, investor: null } }, undefined).then({ type: 'LibraryProjectEntered', data: { investor: null } });
    expect(EnterLibraryProject.input.safeParse({ ...input, investor: undefined }).success).toBe(false);
  });

  it('keeps why it is entered late, and takes whole figures only', () => {
    given(libraryDecider).when({ type: 'EnterLibraryProject', id: 'NM-09', input: { ...input, lateReason: '规划印发于系统上线之前' } }, undefined).then({ type: 'LibraryProjectEntered', data: { lateReason: clear('规划印发于系统上线之前') } });
    expect(EnterLibraryProject.input.safeParse({ ...input, capacities: [{ text: '2.2万吨', value: 2.2, unit: '万吨' }] }).success).toBe(false);
  });
});
