import type { LeadEvent } from '#leads';
import type { RowProjection } from '#read-side';

/** Every lead as a filing: what duplicates are searched among. One row per lead; erased with nothing, it holds firms only. */
export const filingsProjection: RowProjection = {
  table: 'filings',
  key: 'lead_id',
  keys: (event) => (event.type === 'LeadRegistered' ? [event.stream.slice('lead-'.length)] : []),
  evolve(row, event, key) {
    const { enterpriseId, investor, title, content } = (event as unknown as { data: Extract<LeadEvent, { type: 'LeadRegistered' }>['data'] }).data;
    return row ?? { lead_id: key, enterprise_id: enterpriseId, name: investor.name, credit_code: investor.creditCode ?? null, content: `${title} ${content}`, filed_at: event.position };
  },
};

export const filingsSql = `
create table filings (lead_id text primary key, enterprise_id text not null, name text not null, credit_code text, content text not null, filed_at bigint not null);
create index on filings (filed_at);`;
