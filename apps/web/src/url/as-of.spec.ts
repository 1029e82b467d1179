import { describe, expect, it } from '@jest/globals';
import { isPast, readAsOf, readReturn, writeAsOf } from './as-of.ts';

const read = (query: string) => readAsOf(new URLSearchParams(query));

describe('the dates in an address', () => {
  it('are read back as they were written, and leave the rest of it alone', () => {
    const asOf = { known: '2026-11-20T18:30:00+08:00', happened: '2026-10-31' };
    const written = writeAsOf(new URLSearchParams('stage=signed'), asOf);
    expect(written.get('stage')).toBe('signed');
    expect(read(written.toString())).toEqual(asOf);
  });

  it('are taken out when there are none', () => {
    expect(writeAsOf(new URLSearchParams('known=2026-11-20T18:30:00%2B08:00&q=a'), {}).toString()).toBe('q=a');
  });

  it('count only when they are dates, so that a mangled link shows the present', () => {
    expect(read('known=yesterday&happened=2026-13-45')).toEqual({});
    expect(read('known=2026-11-20T18:30&happened=20261101')).toEqual({});
    expect(read('known=2026-11-20')).toEqual({ known: '2026-11-20' });
  });

  it('say whether a screen looks at the past', () => {
    expect(isPast({})).toBe(false);
    expect(isPast(read('happened=2026-10-31'))).toBe(true);
    expect(isPast(read('known=2026-11-20T18:30:00Z'))).toBe(true);
  });
});

describe('the way back after signing in', () => {
  it('is the page one came from', () => {
    expect(readReturn(new URLSearchParams({ back: '/board/nm?known=2026-11-20' }))).toBe('/board/nm?known=2026-11-20');
  });

  it('never leads to another site, nor back to the sign-in', () => {
    for (const back of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/sign-in?back=/sign-in']) {
      expect(readReturn(new URLSearchParams({ back }))).toBe('/');
    }
    expect(readReturn(new URLSearchParams())).toBe('/');
  });
});
