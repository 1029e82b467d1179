import type { DataSource } from 'typeorm';
import { type AccessLogHead, type ChainedEntry, emptyHead, hashOfEntry } from './postgres-access-log.ts';

/** The outcome of checking the chain: how far it holds, or the first entry where it breaks and how. */
export type AccessLogVerdict =
  | { readonly sound: true; readonly head: AccessLogHead }
  | { readonly sound: false; readonly position: number; readonly broken: 'gap' | 'link' | 'hash' | 'time' | 'outside-head' };

/** The columns of an entry exactly as they were hashed. */
export const entryColumns = `position::float8 as position, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, account, action, outcome, subject, address, detail,
  encode(previous_hash, 'hex') as "previousHash", encode(hash, 'hex') as hash`;

const PAGE = 2000;

/**
 * Recomputes the chain of the access log. An edit, a deletion, an insertion or a swap shows by itself; a cut tail
 * and a chain hashed anew show only against `outside`, a head noted earlier outside the database.
 */
export async function verifyAccessLog(source: Pick<DataSource, 'query'>, outside?: AccessLogHead): Promise<AccessLogVerdict> {
  let head = emptyHead;
  let before = '';
  for (;;) {
    const page = await source.query<ChainedEntry[]>(`select ${entryColumns} from access.log where position > $1 order by position limit ${PAGE}`, [head.position]);
    for (const entry of page) {
      const broken = breakOf(entry, head, before, outside);
      if (broken) return { sound: false, position: head.position + 1, broken };
      head = { position: entry.position, hash: entry.hash };
      before = entry.at;
    }
    if (page.length < PAGE) break;
  }
  if (outside && outside.position > head.position) return { sound: false, position: head.position + 1, broken: 'outside-head' };
  return { sound: true, head };
}

function breakOf(entry: ChainedEntry, head: AccessLogHead, before: string, outside?: AccessLogHead): 'gap' | 'link' | 'hash' | 'time' | 'outside-head' | undefined {
  if (entry.position !== head.position + 1) return 'gap';
  if (entry.previousHash !== head.hash) return 'link';
  if (entry.hash !== hashOfEntry(entry)) return 'hash';
  if (entry.at < before) return 'time';
  return outside?.position === entry.position && outside.hash !== entry.hash ? 'outside-head' : undefined;
}
