import type { RecordedEvent } from '#event-store';
import type { Row, RowProjection } from '#read-side';
import type { ChainEvent } from './chain.events.ts';
import type { LibraryEvent } from './library.events.ts';

/** The tables of chains, their segments and links, and of the project library, for the read schema. */
export const chainsSql = `
create table chains (code text collate "C" primary key, name text not null);
create table chain_segments (code text collate "C" primary key, chain text collate "C" not null, name text not null, anchors json not null);
create table chain_links (
  code             text collate "C" primary key,
  chain            text collate "C" not null,
  segment          text collate "C" not null,
  name             text not null,
  stage            text not null,
  stage_source     text not null,
  status           text not null,
  -- the day since which the status holds
  status_since     date not null,
  gb4754_suggested text,
  anchors          json not null
);
create index on chain_links (segment, code);
create table library_projects (
  id            text collate "C" primary key,
  chain         text collate "C" not null,
  sector_text   text not null,
  number        int  not null,
  raw           text not null,
  investor      text,
  enterprise_id uuid,
  project       text not null,
  capacities    json not null,
  batch         text not null,
  source        text not null,
  entered_on    date not null
);
create index on library_projects (chain, id);
create index on library_projects (enterprise_id) where enterprise_id is not null;
`;

const ours = ({ type, data }: RecordedEvent): ChainEvent | LibraryEvent => ({ type, data }) as ChainEvent | LibraryEvent;

/** Chains by code. */
export const chainsProjection: RowProjection = {
  table: 'chains',
  key: 'code',
  keys: (event) => {
    const { type, data } = ours(event);
    return type === 'ChainEstablished' ? [data.code] : [];
  },
  evolve(row, event) {
    const { type, data } = ours(event);
    return type === 'ChainEstablished' ? { code: data.code, name: data.name } : row;
  },
};

/** Segments by code. */
export const segmentsProjection: RowProjection = {
  table: 'chain_segments',
  key: 'code',
  keys: (event) => {
    const { type, data } = ours(event);
    return type === 'SegmentAdded' ? [data.code] : [];
  },
  evolve(row, event) {
    const { type, data } = ours(event);
    return type === 'SegmentAdded' ? { code: data.code, chain: data.chain, name: data.name, anchors: data.anchors } : row;
  },
};

/** Links by code, each with its present status and since when. */
export const linksProjection: RowProjection = {
  table: 'chain_links',
  key: 'code',
  keys: (event) => {
    const { type, data } = ours(event);
    return type === 'LinkAdded' || type === 'LinkStatusChanged' ? [data.code] : [];
  },
  evolve(row, event) {
    const { type, data } = ours(event);
    if (type === 'LinkAdded') {
      const { code, chain, segment, name, stage, stageSource, status, gb4754Suggested = null, anchors } = data;
      return { code, chain, segment, name, stage, stage_source: stageSource, status, status_since: event.occurredOn, gb4754_suggested: gb4754Suggested, anchors };
    }
    if (type === 'LinkStatusChanged' && row) return { ...row, status: data.to, status_since: event.occurredOn };
    return row;
  },
};

/** Library projects by id. */
export const libraryProjection: RowProjection = {
  table: 'library_projects',
  key: 'id',
  keys: (event) => {
    const { type, data } = ours(event);
    return type === 'LibraryProjectEntered' ? [data.id] : [];
  },
  evolve(row, event) {
    const { type, data } = ours(event);
    return type === 'LibraryProjectEntered' ? entered(data, event.occurredOn) : row;
  },
};

function entered(data: LibraryEvent['data'], on: string): Row {
  const { id, chain, sectorText, number, raw, investor, enterpriseId = null, project, capacities, batch, source } = data;
  return { id, chain, sector_text: sectorText, number, raw, investor, enterprise_id: enterpriseId, project, capacities, batch, source, entered_on: on };
}

/** Every projection of this library, for the read model. */
export const chainsRows: readonly RowProjection[] = [chainsProjection, segmentsProjection, linksProjection, libraryProjection];
