import { Secret, TOTP } from 'otpauth';
import { type Client, PASSWORD } from './api.ts';

/** The code an authenticator app shows for a secret, now or so many half minutes later. */
export function codeNow(secret: string, later = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + later * 30_000 });
}

/** Enrols a second factor for somebody signed in; its first code is used up by that. */
export async function enrol(client: Client, password = PASSWORD): Promise<string> {
  const { body, status, text } = await client.post('/api/v1/me/second-factor', { password });
  if (status !== 201) throw new Error(`could not begin to enrol: ${text}`);
  const secret = String(body['secret']);
  const confirmed = await client.post('/api/v1/me/second-factor/confirmation', { code: codeNow(secret) });
  if (confirmed.status !== 201) throw new Error(`could not confirm: ${confirmed.text}`);
  return secret;
}
