import { describe, expect, it } from '@jest/globals';
import { appendSpanOf, rootSpanOf, traceIdOf } from './trace-ids.ts';
import { parseTraceparent } from './tracing.ts';

describe('the trace of a correlation id', () => {
  it.each([
    ['0191e3f2-7c1a-7b3e-9d2f-1a2b3c4d5e6f', '0191e3f27c1a7b3e9d2f1a2b3c4d5e6f'],
    ['0191E3F2-7C1A-7B3E-9D2F-1A2B3C4D5E6F', '0191e3f27c1a7b3e9d2f1a2b3c4d5e6f'],
    ['4bf92f3577b34da6a3ce929d0e0e4736', '4bf92f3577b34da6a3ce929d0e0e4736'],
  ])('%s is %s', (correlation, trace) => {
    expect(traceIdOf(correlation)).toBe(trace);
  });

  it.each(['protection.expire/17', 'a-request', '00000000-0000-0000-0000-000000000000', '0'.repeat(32)])('%s is a hash of it, always the same and never nothing', (correlation) => {
    expect(traceIdOf(correlation)).toMatch(/^(?!0+$)[0-9a-f]{32}$/);
    expect(traceIdOf(correlation)).toBe(traceIdOf(correlation));
  });

  it('begins with a span of its own, and an append has one that any reader of its events knows', () => {
    const event = { commandKey: { id: 'k', digest: 'd' } };
    const spans = [rootSpanOf('a'), rootSpanOf('b'), appendSpanOf(event, 'lead-1'), appendSpanOf(event, 'lead-2')];
    expect(new Set(spans).size).toBe(4);
    for (const span of spans) expect(span).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('a traceparent', () => {
  it('names the caller\'s span and whether it is kept', () => {
    expect(parseTraceparent('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01')).toEqual({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1, isRemote: true });
  });

  it.each([undefined, '', 'nonsense', '00-short-00f067aa0ba902b7-01', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`])('%j is none', (header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });
});
