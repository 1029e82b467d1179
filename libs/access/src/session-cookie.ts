import type { CookieSerializeOptions } from '@fastify/cookie';

/** The injection token of the address people use (`PUBLIC_URL`); undefined on a machine of one's own. */
export const PUBLIC_URL = Symbol('PublicUrl');

/** Name and attributes of the session cookie: `__Host-` and Secure wherever there is TLS (RFC 6265bis §4.1.3). */
export function sessionCookie(publicUrl: string | undefined): { readonly name: string; readonly options: CookieSerializeOptions } {
  const secure = publicUrl?.startsWith('https:') ?? false;
  return { name: secure ? '__Host-liuhen' : 'liuhen', options: { httpOnly: true, sameSite: 'lax', secure, path: '/' } };
}
