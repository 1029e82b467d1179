import { describe, expect, it } from '@jest/globals';
import type { RefusedError } from '#event-store';
import { z } from 'zod';
import { body, idParam, query } from './body.ts';
import { pageFields, readCursor, writeCursor } from './paging.ts';

const schema = z.strictObject({ title: z.string().min(1), land: z.int().optional() });
const refusal = (run: () => unknown): RefusedError => {
  try {
    run();
  } catch (error) {
    return error as RefusedError;
  }
  throw new Error('nothing was refused');
};
const issuesOf = (value: unknown) => refusal(() => body(schema).transform(value, { type: 'body' })).facts['issues'];
const pathsOf = (value: unknown) => (issuesOf(value) as { path: string }[]).map(({ path }) => path);

describe('a command body', () => {
  it('passes when it fits, without the common fields', () => {
    expect(body(schema).transform({ title: '项目', occurredOn: '2026-01-02', onBehalfOf: 'leader' }, { type: 'body' })).toEqual({ title: '项目' });
  });

  it('keeps a common field that the schema names', () => {
    const named = schema.extend({ lateReason: z.string() });
    expect(body(named).transform({ title: '项目', lateReason: '出差' }, { type: 'body' })).toEqual({ title: '项目', lateReason: '出差' });
  });

  it.each([
    ['an unknown field', { title: 'x', price: 1 }, ''],
    ['a wrong type', { title: 7 }, '/title'],
    ['a fraction', { title: 'x', land: 1.5 }, '/land'],
    ['a NUL', { title: 'a\u0000b' }, '/title'],
    ['a lone surrogate', { title: '\ud800' }, '/title'],
    ['a lone surrogate in a name', { title: 'x', 'a\udc00': 1 }, ''],
    ['a list', [], ''],
    ['a text', 'hello', ''],
    ['nothing', undefined, '/title'],
  ])('is refused for %s, with the path', (_, value, path) => {
    expect(pathsOf(value)).toEqual([path]);
  });

  it('is refused when nested deeper than any command, without exhausting the stack', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
    expect(pathsOf({ title: deep })).toEqual([`/title${'/0'.repeat(31)}`]);
  });

  it('never lends its prototype', () => {
    expect(issuesOf(JSON.parse('{"title":"x","__proto__":{"land":1}}'))).toHaveLength(1);
  });
});

describe('a query and a path', () => {
  it('read a page with its limit capped', () => {
    const page = query(z.strictObject(pageFields));
    expect(page.transform({}, { type: 'query' })).toEqual({ limit: 50 });
    expect(refusal(() => page.transform({ limit: '201' }, { type: 'query' })).code).toBe('wire.malformed');
    expect(refusal(() => page.transform({ limit: ['1', '2'] }, { type: 'query' })).kind).toBe('malformed');
  });

  it('a cursor comes back as written, and nothing else does', () => {
    const place = z.tuple([z.int(), z.string()]);
    expect(readCursor(writeCursor([7, '项目']), place)).toEqual([7, '项目']);
    expect(refusal(() => readCursor('x', place)).code).toBe('wire.cursor-malformed');
    expect(refusal(() => readCursor(writeCursor(['7', 'x']), place)).code).toBe('wire.cursor-malformed');
  });

  it('an id that is no uuid names nothing', () => {
    expect(refusal(() => idParam('lead.unknown').transform("1' or 1=1", { type: 'param' }))).toMatchObject({ kind: 'not-found', code: 'lead.unknown' });
    expect(idParam().transform('0190A3C8-1B2C-7D3E-8F4A-5B6C7D8E9F00', { type: 'param' })).toBe('0190a3c8-1b2c-7d3e-8f4a-5b6c7d8e9f00');
  });
});
