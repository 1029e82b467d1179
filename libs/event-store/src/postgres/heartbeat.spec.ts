import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type pg from 'pg';
import { endWhenSilent } from './heartbeat.ts';

describe('a connection that is listened on', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const connection = (answer: () => Promise<unknown>) => {
    const client = Object.assign(new EventEmitter(), { asked: 0, ended: 0, query: () => (client.asked++, answer()), end: async () => void (client.ended++, client.emit('end')) });
    endWhenSilent(client as unknown as pg.Client);
    return client;
  };

  it('is kept while it answers', async () => {
    const client = connection(async () => ({}));
    await jest.advanceTimersByTimeAsync(6_100);
    expect([client.asked, client.ended]).toEqual([3, 0]);
  });

  it('is ended when a question has no answer, and asked no more', async () => {
    const client = connection(async () => { throw new Error('Query read timeout'); });
    await jest.advanceTimersByTimeAsync(10_000);
    expect([client.asked, client.ended]).toEqual([1, 1]);
  });
});
