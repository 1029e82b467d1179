import { FOREVER, STILL_KNOWN } from '#read-side';
import type { DataSource } from 'typeorm';
import type { ShownSubject } from './case-access.ts';
import type { Subject } from './notice.kinds.ts';

/** A case or meeting as it may be shown: whom the policy asks about, and what it is called. */
export type TitledSubject = ShownSubject & { readonly title: string | null };

const nothing: TitledSubject = { unit: null, offeredTo: null, there: false, isDeal: false, registrant: null, serviceOwner: null, members: null, people: null, title: null };

// The card of today says whose a case is; its history, who registered it and who walks it through.
const CASES_SQL = `
select entity as id, state->>'unit' as unit, state->>'offeredTo' as "offeredTo", true as there, state->>'title' as title, null as members,
  exists (select from history h where h.entity = c.entity and h.type = 'DealOpened') as "isDeal",
  (select h.event->'actor'->>'account' from history h where h.entity = c.entity and h.type = 'LeadRegistered' limit 1) as registrant,
  (select h.event->'data'->>'account' from history h where h.entity = c.entity and h.type = 'ServiceOwnerAssigned' order by h.position desc limit 1) as "serviceOwner",
  (select people from confidential_cases k where k.id = c.entity) as people
from cards c where entity = any($1) and known_to = ${STILL_KNOWN} and happened_to = '${FOREVER}' and stage is not null`;

const MEETINGS_SQL = 'select id, members from meetings where id = any($1)';

/** Cases and meetings by id, as the read side has them now; what it does not have is not there. */
export async function shownSubjects(read: Pick<DataSource, 'query'>, subjects: readonly (Subject | null)[]): Promise<(subject: Subject | null) => TitledSubject> {
  const cases = [...new Set(subjects.flatMap((subject) => (subject !== null && 'caseId' in subject ? [subject.caseId] : [])))];
  const meetings = [...new Set(subjects.flatMap((subject) => (subject !== null && 'meetingId' in subject ? [subject.meetingId] : [])))];
  const [caseRows, meetingRows] = await Promise.all([
    cases.length === 0 ? [] : read.query<({ id: string } & TitledSubject)[]>(CASES_SQL, [cases]),
    meetings.length === 0 ? [] : read.query<{ id: string; members: readonly string[] }[]>(MEETINGS_SQL, [meetings]),
  ]);
  const found = new Map<string, TitledSubject>([...caseRows.map((row) => [row.id, row] as const), ...meetingRows.map(({ id, members }) => [id, { ...nothing, members }] as const)]);
  return (subject) => (subject === null ? nothing : (found.get('caseId' in subject ? subject.caseId : subject.meetingId) ?? nothing));
}

/** How units are called today. */
export async function unitNames(read: Pick<DataSource, 'query'>): Promise<ReadonlyMap<string, string>> {
  const rows = await read.query<{ code: string; name: string }[]>('select code, name from units');
  return new Map(rows.map(({ code, name }) => [code, name]));
}
