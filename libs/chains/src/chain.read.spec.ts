import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#event-store';
import type { Row, RowProjection } from '#read-side';
import { happened } from '../../event-store/src/testing.ts';
import type { ChainEvent } from './chain.events.ts';
import { chainsProjection, libraryProjection, linksProjection, segmentsProjection } from './chain.read.ts';
import type { LibraryEvent } from './library.events.ts';

const link: ChainEvent = { type: 'LinkAdded', data: { chain: 'NM', code: 'NM2.05', segment: 'NM2', name: '改性', stage: 'downstream', stageSource: 'plan', status: 'MISSING', anchors: [] }, occurredOn: '2021-07-28' };
const moved: ChainEvent = { type: 'LinkStatusChanged', data: { code: 'NM2.05', from: 'MISSING', to: 'HAVE', reason: { clear: '投产' } }, occurredOn: '2026-01-15' };

const rowOf = (projection: RowProjection, key: string, ...events: readonly (ChainEvent | LibraryEvent)[]): Row | undefined =>
  events.reduce<Row | undefined>((row, event, index) => {
    const recorded = { ...happened(event as ChainEvent, index), position: index + 1 } as unknown as RecordedEvent;
    return projection.keys(recorded).includes(key) ? projection.evolve(row, recorded, key) : row;
  }, undefined);

describe('the rows of the chain map', () => {
  it('show a link with its present status and since when it holds', () => {
    expect(rowOf(linksProjection, 'NM2.05', link)).toEqual({ code: 'NM2.05', chain: 'NM', segment: 'NM2', name: '改性', stage: 'downstream', stage_source: 'plan', status: 'MISSING', status_since: '2021-07-28', gb4754_suggested: null, anchors: [] });
    expect(rowOf(linksProjection, 'NM2.05', link, moved)).toMatchObject({ status: 'HAVE', status_since: '2026-01-15', name: '改性' });
  });

  it('leave no row for a status of a link that was never added', () => {
    expect(rowOf(linksProjection, 'NM2.05', moved)).toBeUndefined();
  });

  it('show chains and segments by their codes', () => {
    expect(rowOf(chainsProjection, 'NM', { type: 'ChainEstablished', data: { code: 'NM', name: '新材料' } }, link)).toEqual({ code: 'NM', name: '新材料' });
    expect(rowOf(segmentsProjection, 'NM2', { type: 'SegmentAdded', data: { code: 'NM2', chain: 'NM', name: '化工新材料', anchors: ['某集团'] } })).toEqual({ code: 'NM2', chain: 'NM', name: '化工新材料', anchors: ['某集团'] });
  });
});

describe('the rows of the library', () => {
  it('show a project as entered, with the day it stands for', () => {
    const data = { id: 'NM-11', chain: 'NM', sectorText: '新材料', number: 11, raw: '产业园项目', investor: null, project: '产业园项目', capacities: [], batch: 'implement' as const, source: '专栏 3' };
    expect(rowOf(libraryProjection, 'NM-11', { type: 'LibraryProjectEntered', data, occurredOn: '2021-07-28' })).toEqual({
      id: 'NM-11', chain: 'NM', sector_text: '新材料', number: 11, raw: '产业园项目', investor: null, enterprise_id: null, project: '产业园项目', capacities: [], batch: 'implement', source: '专栏 3', entered_on: '2021-07-28',
    });
  });
});
