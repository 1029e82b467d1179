import type { NewEvent } from '#event-store';
import { createHash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TRACE_ID = /^[0-9a-f]{32}$/;
const NOTHING = /^0+$/;

const hashed = (text: string, digits: number): string => createHash('sha256').update(text).digest('hex').slice(0, digits);

/**
 * The trace (W3C trace-context, 32 hexadecimal digits) of everything with one correlation id: the id itself when it is a
 * trace id or a uuid, else its SHA-256. So a stored event names its trace, and the envelope needs no field for it.
 */
export function traceIdOf(correlationId: string): string {
  const plain = UUID.test(correlationId) ? correlationId.replaceAll('-', '').toLowerCase() : correlationId;
  return TRACE_ID.test(plain) && !NOTHING.test(plain) ? plain : hashed(`liuhen.trace/${correlationId}`, 32);
}

/** The span (16 hexadecimal digits) with which a trace begins. */
export const rootSpanOf = (traceId: string): string => hashed(`liuhen.root/${traceId}`, 16);

/** The span of the append that recorded an event: known to whoever reads the event, in any process, at any time. */
export const appendSpanOf = ({ commandKey }: Pick<NewEvent, 'commandKey'>, stream: string): string => hashed(`liuhen.append/${commandKey.id}/${stream}`, 16);
