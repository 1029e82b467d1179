import { describe, expect, it } from '@jest/globals';
import { assertNetworks, mayScrape } from './scraping.ts';

const from = (remoteAddress: string, headers = {}) => ({ remoteAddress, headers });

describe('the metrics', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('are shown to this machine (%s)', (address) => {
    expect(mayScrape(from(address), {})).toBe(true);
  });

  it.each(['10.0.0.1', '203.0.113.9', '2001:db8::1', 'nonsense'])('are not shown to %s', (address) => {
    expect(mayScrape(from(address), {})).toBe(false);
  });

  it.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])('are not shown to the world by a proxy on this machine that says %s', (header) => {
    expect(mayScrape(from('127.0.0.1', { [header]: '203.0.113.9' }), {})).toBe(false);
  });

  it('are shown to networks that are named, and then to this machine only when it is named', () => {
    const allow = ['10.1.0.0/16', '2001:db8::/32', '192.0.2.7'];
    expect(['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::5', '192.0.2.7'].map((address) => mayScrape(from(address), { allow }))).toEqual([true, true, true, true]);
    expect(['10.2.0.1', '192.0.2.8', '127.0.0.1'].map((address) => mayScrape(from(address), { allow }))).toEqual([false, false, false]);
  });

  it('are shown to whoever has the token, from anywhere, and to nobody with another', () => {
    const token = 'a token of some length';
    expect(mayScrape(from('203.0.113.9', { authorization: `Bearer ${token}`, 'x-forwarded-for': '1.2.3.4' }), { token })).toBe(true);
    expect(mayScrape(from('127.0.0.1', { authorization: 'Bearer wrong' }), { token })).toBe(false);
    expect(mayScrape(from('203.0.113.9', { authorization: 'Bearer undefined' }), {})).toBe(false);
  });

  it('refuses networks that are none', () => {
    expect(() => assertNetworks(['10.0.0.0/8', '::1'])).not.toThrow();
    expect(() => assertNetworks(['10.0.0.0/99'])).toThrow('10.0.0.0/99 is neither');
  });
});
