import { describe, expect, it } from '@jest/globals';
import { type RefusedError, simulatedClock } from '#event-store';
import { createHash } from 'node:crypto';
import { ContextPipe, happenedOn, ifMatchOf } from './context.ts';
import type { ApiRequest } from './request.ts';

const vault = { requestDigest: (text: string) => createHash('sha256').update(text).digest('hex') };
const clock = simulatedClock('2026-03-01T17:30:00Z');
const pipe = new ContextPipe(vault, clock);

const request = (changes: { onBehalfOf?: string; body?: unknown; headers?: Record<string, string>; by?: 'cookie' | 'bearer'; url?: string } = {}): ApiRequest =>
  ({
    method: 'POST',
    url: changes.url ?? '/api/v1/leads',
    id: 'request-1',
    headers: { 'idempotency-key': 'k1', ...changes.headers },
    body: changes.body ?? { title: '项目' },
    signedIn: { account: 'team1.member', by: changes.by ?? 'cookie', actor: { account: 'team1.member', unit: 'team1', role: 'member', ...(changes.onBehalfOf !== undefined && { onBehalfOf: changes.onBehalfOf }) } },
  }) as unknown as ApiRequest;

const contextOf = (changes?: Parameters<typeof request>[0], options = { command: 'RegisterLead' }) => pipe.transform({ request: request(changes), options });
const refusedCode = async (promise: Promise<unknown>): Promise<string> => promise.then(() => 'accepted', (error: RefusedError) => error.code);

describe('the context of a command', () => {
  it('carries who, both clocks and the day in Shanghai', async () => {
    expect(await contextOf()).toMatchObject({
      actor: { account: 'team1.member', unit: 'team1', role: 'member' },
      today: '2026-03-02',
      occurredOn: '2026-03-02',
      at: '2026-03-01T17:30:00.000Z',
      via: 'web',
      correlationId: 'request-1',
    });
  });

  it('has the same key for the same account, command and Idempotency-Key, and another digest for another body or path', async () => {
    const [first, repeat, other, elsewhere] = await Promise.all([contextOf(), contextOf(), contextOf({ body: { title: '别的' } }), contextOf({ url: '/api/v1/deals' })]);
    expect(repeat).toEqual(first);
    expect(other.key.id).toBe(first.key.id);
    expect(new Set([first, other, elsewhere].map(({ key }) => key.digest)).size).toBe(3);
    expect((await contextOf({ headers: { 'idempotency-key': 'k2' } })).key.id).not.toBe(first.key.id);
    expect((await contextOf({}, { command: 'TriageLead' })).key.id).not.toBe(first.key.id);
  });

  it('names for whom somebody acts, and a program as api', async () => {
    const context = await contextOf({ by: 'bearer', onBehalfOf: 'leader', body: { onBehalfOf: 'leader' }, headers: { 'x-correlation-id': 'meeting-0042' } });
    expect(context).toMatchObject({ via: 'api', correlationId: 'meeting-0042', actor: { account: 'team1.member', onBehalfOf: 'leader' } });
  });

  it('is refused in the name of somebody of whom the guard has not heard', async () => {
    expect(await refusedCode(contextOf({ body: { onBehalfOf: 'leader' } }))).toBe('access.no-delegation');
    expect(await refusedCode(contextOf({ onBehalfOf: 'office', body: { onBehalfOf: 'leader' } }))).toBe('access.no-delegation');
    expect(await contextOf({ onBehalfOf: 'leader' })).toMatchObject({ actor: { onBehalfOf: 'leader' } });
  });

  it('is refused without a key, with an odd key, and without If-Match where one is required', async () => {
    expect(await refusedCode(contextOf({ headers: { 'idempotency-key': '' } }))).toBe('wire.idempotency-key-malformed');
    expect(await refusedCode(contextOf({ headers: { 'idempotency-key': '留痕' } }))).toBe('wire.idempotency-key-malformed');
    const without = request();
    delete without.headers['idempotency-key'];
    expect(await refusedCode(pipe.transform({ request: without, options: { command: 'X' } }))).toBe('wire.idempotency-key-missing');
    expect(await refusedCode(pipe.transform({ request: request(), options: { command: 'X', ifMatch: true } }))).toBe('wire.if-match-missing');
  });

  it('is refused for dates in the future and for late ones without a reason', async () => {
    expect(await refusedCode(contextOf({ body: { occurredOn: '2026-03-03' } }))).toBe('wire.future-date');
    expect(await refusedCode(contextOf({ body: { occurredOn: '2026-01-30' } }))).toBe('wire.late-reason-missing');
    expect(await refusedCode(contextOf({ body: { occurredOn: '2026-02-30' } }))).toBe('wire.malformed');
    expect((await contextOf({ body: { occurredOn: '2026-01-31' } })).occurredOn).toBe('2026-01-31');
    expect((await contextOf({ body: { occurredOn: '2025-01-01', lateReason: '补录' } })).occurredOn).toBe('2025-01-01');
  });
});

describe('If-Match', () => {
  it.each([['"7"', 7], ['"0"', 0], [' "12" ', 12]])('%s is revision %d', (tag, revision) => {
    expect(ifMatchOf({ headers: { 'if-match': tag } }, true)).toBe(revision);
  });

  it.each(['7', '*', 'W/"7"', '"7", "8"', '"-1"', '"07"', '""', '"99999999999999999999"'])('%s is refused', (tag) => {
    expect(() => ifMatchOf({ headers: { 'if-match': tag } }, false)).toThrow(expect.objectContaining({ code: 'wire.if-match-malformed' }));
  });
});

describe('the span for late entries', () => {
  it('is the one that applies today', () => {
    const backdating = [{ from: '2020-01-01', days: 30 }, { from: '2026-01-01', days: 10 }];
    expect(happenedOn({ occurredOn: '2025-12-01' }, '2025-12-31', { backdating })).toBe('2025-12-01');
    expect(() => happenedOn({ occurredOn: '2026-01-01' }, '2026-01-12', { backdating })).toThrow(expect.objectContaining({ facts: { occurredOn: '2026-01-01', days: 10 } }));
  });
});
