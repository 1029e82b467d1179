import { describe, expect, it } from '@jest/globals';
import { AddressRefused, isPublic, outsideUrl, resolveOutside } from './outside-address.ts';

const reasonOf = (work: () => unknown): string => {
  try {
    work();
    return 'taken';
  } catch (error) {
    return error instanceof AddressRefused ? error.reason : 'another error';
  }
};

const INSIDE = [
  '127.0.0.1', '127.8.9.1', '0.0.0.0', '10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '192.0.2.1', '198.18.0.1', '224.0.0.1', '255.255.255.255',
  '::', '::1', '::ffff:127.0.0.1', '::ffff:a00:1', '::127.0.0.1', 'fe80::1', 'fc00::1', 'fd12::1', 'fec0::1', '2002:7f00:1::', '64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2001::1', '2001:db8::1', 'ff02::1', 'not an address', '',
];

describe('an address', () => {
  it.each(INSIDE)('%j is not public', (address) => expect(isPublic(address)).toBe(false));
  it.each(['8.8.8.8', '114.114.114.114', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) => expect(isPublic(address)).toBe(true));
});

describe('the URL of a channel', () => {
  it.each([
    ['http://robots.example.com/x', 'not-https'], ['ftp://robots.example.com/x', 'not-https'], ['file:///etc/passwd', 'not-https'], ['robots', 'malformed'],
    ['https://somebody:secret@robots.example.com/', 'credentials'], ['https://localhost/', 'not-public'], ['https://db.internal/', 'not-public'], ['https://postgres/', 'not-public'],
    ['https://127.0.0.1/', 'not-public'], ['https://2130706433/', 'not-public'], ['https://0x7f.1/', 'not-public'], ['https://0177.0.0.1/', 'not-public'], ['https://[::1]/', 'not-public'],
    ['https://[::ffff:127.0.0.1]/', 'not-public'], ['https://[::ffff:7f00:1]/', 'not-public'], ['https://169.254.169.254/latest/meta-data/', 'not-public'], ['https://localhost./', 'not-public'],
  ])('%s is refused: %s', (url, reason) => expect(reasonOf(() => outsideUrl(url))).toBe(reason));

  it('is taken when it is https on the public network', () => {
    expect(outsideUrl('https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x').host).toBe('qyapi.weixin.qq.com');
  });

  it('of this machine is taken only by whoever was built to, and a private one not even then', () => {
    expect(outsideUrl('http://127.0.0.1:9/', { allowLoopback: true }).port).toBe('9');
    expect(reasonOf(() => outsideUrl('http://10.0.0.1/', { allowLoopback: true }))).toBe('not-public');
  });
});

describe('a name', () => {
  const resolving = (...addresses: readonly string[]) => resolveOutside(new URL('https://robots.example.com/'), {}, async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

  it('is called at the address that was looked at', async () => {
    await expect(resolving('8.8.8.8', '8.8.4.4')).resolves.toEqual({ address: '8.8.8.8', family: 4 });
  });

  it.each([[['10.0.0.1']], [['8.8.8.8', '127.0.0.1']], [['8.8.8.8', '::ffff:192.168.0.1']], [[]]])('that leads to %j is refused', async (addresses) => {
    await expect(resolving(...addresses)).rejects.toMatchObject({ reason: 'not-public' });
  });
});
