import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

/** A request may not go there, now or ever; `reason` is a stable code. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  constructor(readonly reason: 'malformed' | 'not-https' | 'credentials' | 'not-public' | 'redirected') {
    super(reason);
  }
}

/** Whether addresses of this machine may be called, over plain HTTP too: for specs that receive what is sent, and for nothing else. */
export type OutsideOptions = { readonly allowLoopback?: boolean };

export type Resolve = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

const resolveAll: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/**
 * Whether an address belongs to the public network: not to this machine, its neighbours, a cloud's metadata service, or a
 * way around by which they could be meant (IPv4 inside IPv6, 6to4, Teredo, NAT64).
 */
export function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}

/** Reads the URL of a channel; throws `AddressRefused` for one that could never be called. */
export function outsideUrl(text: string, { allowLoopback = false }: OutsideOptions = {}): URL {
  if (!URL.canParse(text)) throw new AddressRefused('malformed');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowLoopback && url.protocol === 'http:')) throw new AddressRefused('not-https');
  if (url.username !== '' || url.password !== '') throw new AddressRefused('credentials');
  const host = hostOf(url);
  if (ipaddr.isValid(host)) assertAllowed(host, { allowLoopback });
  // Names that never leave the machine or the house are refused before anybody is asked.
  else if (!allowLoopback && (/(^|\.)(localhost|local|internal|home\.arpa)\.?$/i.test(host) || !host.replace(/\.$/, '').includes('.'))) throw new AddressRefused('not-public');
  return url;
}

/** The host as a resolver takes it: an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

function assertAllowed(address: string, { allowLoopback = false }: OutsideOptions): void {
  if (!isPublic(address) && !(allowLoopback && isLoopback(address))) throw new AddressRefused('not-public');
}

/**
 * The one address that a request may be sent to. Every address of the name must be public: one that is public today and
 * private a moment later is not asked for again, because the connection goes to the address that was looked at.
 */
export async function resolveOutside(url: URL, options: OutsideOptions = {}, resolve: Resolve = resolveAll): Promise<{ readonly address: string; readonly family: number }> {
  const host = hostOf(url);
  const found = ipaddr.isValid(host) ? [{ address: host, family: ipaddr.parse(host).kind() === 'ipv6' ? 6 : 4 }] : await resolve(host);
  for (const { address } of found) assertAllowed(address, options);
  const [first] = found;
  if (!first) throw new AddressRefused('not-public');
  return first;
}
