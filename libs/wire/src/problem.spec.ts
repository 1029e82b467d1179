import { describe, expect, it } from '@jest/globals';
import { InvalidEvent, RefusedError, type RefusalKind, UnknownOutcome, WrongRevision } from '#event-store';
import { BadRequestException, NotFoundException } from '@nestjs/common';
import { answer, etagOf, tagged } from './answer.ts';
import { languageOf } from './language.ts';
import { problemOf } from './problem.ts';
import { catalogue, textOf } from './texts/index.ts';

describe('an error becomes a problem', () => {
  it.each<[RefusalKind, number]>([
    ['malformed', 400], ['unauthenticated', 401], ['forbidden', 403], ['not-found', 404], ['duplicate', 409],
    ['stale', 412], ['rule', 422], ['precondition-required', 428], ['too-many', 429], ['unavailable', 503],
  ])('a refusal of kind %s is %d', (kind, status) => {
    expect(problemOf(new RefusedError(kind, 'a.b', { x: 1 }))).toEqual({ status, code: 'a.b', facts: { x: 1 } });
  });

  it.each([
    [new InvalidEvent('/a contains a NUL'), 400, 'wire.unstorable'],
    [new WrongRevision('lead-1', 3, 4), 412, 'command.revision-moved'],
    [new UnknownOutcome('time-out'), 503, 'command.outcome-unknown'],
    [new NotFoundException(), 404, 'wire.unknown-route'],
    [new BadRequestException(), 400, 'wire.malformed'],
    [Object.assign(new Error('too large'), { statusCode: 413, code: 'FST_ERR_CTP_BODY_TOO_LARGE' }), 413, 'wire.too-large'],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 503, 'wire.unavailable'],
    [Object.assign(new Error('the database system is starting up'), { code: '57P03' }), 503, 'wire.unavailable'],
    [new Error('Connection terminated unexpectedly'), 503, 'wire.unavailable'],
    [new Error('Query read timeout'), 503, 'wire.unavailable'],
    [Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }), 507, 'wire.no-room'],
    [Object.assign(new Error('could not extend file'), { code: '53100' }), 507, 'wire.no-room'],
    [Object.assign(new Error('type'), { statusCode: 415, code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' }), 415, 'wire.media-type'],
  ])('%s is %d %s', (error, status, code) => {
    expect(problemOf(error)).toMatchObject({ status, code });
  });

  it.each([new Error('secret'), Object.assign(new Error('x'), { statusCode: 404 }), Object.assign(new Error('x'), { code: '42P01' }), 'text', undefined, null])('%s tells nothing of itself', (error) => {
    expect(problemOf(error)).toEqual({ status: 500, code: 'wire.internal', facts: {} });
  });
});

describe('the catalogue', () => {
  it.each(Object.entries(catalogue))('%s is written in both languages, with the same facts', (_, { zh, en }) => {
    const facts = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
    expect(facts(zh)).toEqual(facts(en));
  });

  it('fills facts once and never reads a fact as a template', () => {
    expect(textOf('organisation.unit-unknown', { code: '{code}$&' }, 'en')).toBe('There is no unit {code}$&');
    expect(textOf('no.such-code', {}, 'zh')).toBe('no.such-code');
  });
});

describe('the language of a reader', () => {
  it.each([
    [undefined, 'zh'], ['', 'zh'], ['en', 'en'], ['en-GB,en;q=0.9,zh;q=0.8', 'en'], ['fr', 'zh'], ['fr, en;q=0.2', 'en'],
    ['en;q=0.3, zh-CN;q=0.4', 'zh'], ['en;q=0', 'zh'], ['*', 'zh'], ['en;q=x', 'en'], [';;;,,,', 'zh'],
  ] as const)('%s is answered in %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});

describe('the answer to a command', () => {
  it('names the thing by its stream and is tagged by its revision', () => {
    const answered = answer({ stream: 'lead-0190-a', revision: 8, position: 41, repeated: false });
    expect(JSON.parse(JSON.stringify(answered))).toEqual({ id: '0190-a', revision: 8, position: 41 });
    expect(etagOf(answered)).toBe('"8"');
  });

  it('a body without a tag has none', () => {
    expect([etagOf({}), etagOf(null), etagOf('x')]).toEqual([undefined, undefined, undefined]);
    expect(etagOf(tagged({ a: 1 }, 0))).toBe('"0"');
  });
});
