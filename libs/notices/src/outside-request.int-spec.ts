import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Receiver, startReceiver } from '../../../test/support/receivers.ts';
import type { Resolve } from './outside-address.ts';
import { OutsideRequests } from './outside-request.ts';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver?.close());
beforeEach(() => {
  receiver.received.length = 0;
});

/** Answers each question anew, as a name server of somebody who means ill does. */
function rebinding(...answers: readonly string[]): Resolve & { asked: number } {
  const resolve: Resolve & { asked: number } = Object.assign(async () => [{ address: answers[Math.min(resolve.asked++, answers.length - 1)]!, family: 4 }], { asked: 0 });
  return resolve;
}

describe('what is sent to addresses that people typed in', () => {
  it('never goes to this machine, by address or by name', async () => {
    const outside = new OutsideRequests();
    for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', 'localhost', '2130706433']) {
      for (const scheme of ['http', 'https']) await expect(outside.post({ url: `${scheme}://${host}:${receiver.port}/`, body: '{}' })).rejects.toMatchObject({ name: 'AddressRefused' });
    }
    const named = new OutsideRequests({ resolve: rebinding('127.0.0.1') });
    await expect(named.post({ url: `https://robots.example.com:${receiver.port}/`, body: '{}' })).rejects.toMatchObject({ reason: 'not-public' });
    expect(receiver.received).toEqual([]);
  });

  it('goes where the name led when it was looked at, though it leads elsewhere a moment later', async () => {
    const resolve = rebinding('127.0.0.1', '10.0.0.1');
    const outside = new OutsideRequests({ allowLoopback: true, resolve });
    await outside.post({ url: `http://robots.example.com:${receiver.port}/x`, body: '{}' });
    expect(receiver.received).toMatchObject([{ path: '/x', headers: { host: `robots.example.com:${receiver.port}` } }]);
    expect(resolve.asked).toBe(1);
    await expect(outside.post({ url: `http://robots.example.com:${receiver.port}/y`, body: '{}' })).rejects.toMatchObject({ reason: 'not-public' });
    expect(receiver.received).toHaveLength(1);
  });

  it('is refused a redirect, to wherever it leads', async () => {
    receiver.answers = [{ status: 307, headers: { location: 'http://169.254.169.254/latest/meta-data/' } }];
    await expect(new OutsideRequests({ allowLoopback: true }).post({ url: receiver.url, body: '{}' })).rejects.toMatchObject({ reason: 'redirected' });
  });

  it('ends in time when nobody answers, neither the name server nor the receiver', async () => {
    receiver.answers = [{ silent: true }];
    await expect(new OutsideRequests({ allowLoopback: true, timeoutMs: 200 }).post({ url: receiver.url, body: '{}' })).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await expect(new OutsideRequests({ resolve: () => new Promise(() => undefined), timeoutMs: 200 }).post({ url: 'https://robots.example.com/', body: '{}' })).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  it('reads an answer up to its limit', async () => {
    receiver.answers = [{ body: 'x'.repeat(1_000_000) }];
    const { status, body } = await new OutsideRequests({ allowLoopback: true, answerLimit: 100 }).post({ url: receiver.url, body: '{}' });
    expect([status, body.length]).toEqual([200, 100]);
  });
});
