import type { IncomingHttpHeaders } from 'node:http';
import { createHash, timingSafeEqual } from 'node:crypto';
import ipaddr from 'ipaddr.js';

/** Who may ask for metrics: whoever knows the token, or comes directly from one of these networks (CIDR; default the machine itself). */
export type Scraping = { readonly token?: string; readonly allow?: readonly string[] };

/** The networks of those who are this machine. */
export const LOOPBACK: readonly string[] = ['127.0.0.0/8', '::1/128'];

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

/**
 * Whether a request may see the metrics. An address counts only as the other end of the connection, and only when no
 * proxy says that it stands between: else everybody would come from where the proxy runs.
 */
export function mayScrape({ remoteAddress, headers }: { remoteAddress: string | undefined; headers: IncomingHttpHeaders }, { token, allow = LOOPBACK }: Scraping): boolean {
  if (token !== undefined && headers.authorization !== undefined) return sameText(headers.authorization, `Bearer ${token}`);
  if (remoteAddress === undefined || FORWARDED.some((name) => headers[name] !== undefined)) return false;
  return ipaddr.isValid(remoteAddress) && isWithin(ipaddr.process(remoteAddress), allow);
}

/** Throws `RangeError` at the first that is neither an address nor a network. */
export function assertNetworks(allow: readonly string[]): void {
  for (const network of allow) if (!ipaddr.isValid(network) && !ipaddr.isValidCIDR(network)) throw new RangeError(`${network} is neither an address nor a network such as 10.0.0.0/8`);
}

function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, allow: readonly string[]): boolean {
  return allow.some((network) => {
    const [range, bits] = ipaddr.isValidCIDR(network) ? ipaddr.parseCIDR(network) : [ipaddr.process(network), undefined];
    if (range.kind() !== address.kind()) return false;
    return address.match(range as never, bits ?? (range.kind() === 'ipv4' ? 32 : 128));
  });
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const sameText = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
