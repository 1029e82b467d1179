import { createHmac } from 'node:crypto';
import type { Letter } from './letters.ts';
import type { Posted, Posting } from './outside-request.ts';

/** What a unit may have its notices sent to: the robots of three messengers, and any program that checks a signature. */
export const channelKinds = ['wecom', 'dingtalk', 'feishu', 'webhook'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** Where and under which secret; both are kept sealed. */
export type Target = { readonly kind: ChannelKind; readonly url: string; readonly secret: string | null };

/** A message as it goes out; `id` is the same at every try. */
export type Outgoing = { readonly id: string; readonly letter: Letter; readonly payload: object };

const hmac = (key: string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** What each kind of receiver takes. `at` is the instant of sending in milliseconds: a signature is as fresh as its try. */
export function postingTo(target: Target, message: Outgoing, at: number): Posting {
  const posting = { wecom, dingtalk, feishu, webhook }[target.kind](target, message, at);
  return { ...posting, headers: { 'x-liuhen-message-id': message.id, 'idempotency-key': message.id, ...posting.headers } };
}

/** 企业微信群机器人: markdown of 4096 bytes at most, the key in the URL. */
function wecom({ url }: Target, { letter }: Outgoing): Posting {
  return { url, body: JSON.stringify({ msgtype: 'markdown', markdown: { content: cut(letter.markdown, 4096) } }) };
}

/** 钉钉自定义机器人, 加签: HMAC-SHA256 over `timestamp\nsecret` with the secret as key, both in the URL. */
function dingtalk({ url, secret }: Target, { letter }: Outgoing, at: number): Posting {
  const signed = new URL(url);
  if (secret !== null) {
    signed.searchParams.set('timestamp', String(at));
    signed.searchParams.set('sign', hmac(secret, `${at}\n${secret}`).toString('base64'));
  }
  return { url: signed.href, body: JSON.stringify({ msgtype: 'markdown', markdown: { title: cut(letter.subject, 200), text: cut(letter.markdown, 16_000) } }) };
}

/** 飞书自定义机器人, 签名校验: the key of the HMAC is `timestamp\nsecret`, over nothing; seconds, in the body. */
function feishu({ url, secret }: Target, { letter }: Outgoing, at: number): Posting {
  const timestamp = String(Math.floor(at / 1000));
  const signed = secret === null ? {} : { timestamp, sign: hmac(`${timestamp}\n${secret}`, '').toString('base64') };
  const card = { header: { title: { tag: 'plain_text', content: cut(letter.subject, 200) } }, elements: [{ tag: 'markdown', content: cut(letter.markdown, 16_000) }] };
  return { url, body: JSON.stringify({ ...signed, msg_type: 'interactive', card }) };
}

/** Any program: JSON, and `Liuhen-Signature: v1=` HMAC-SHA256 (hex) over `timestamp.body`; seconds in `Liuhen-Timestamp`. */
function webhook({ url, secret }: Target, { id, payload }: Outgoing, at: number): Posting {
  const body = JSON.stringify({ id, ...payload });
  const timestamp = String(Math.floor(at / 1000));
  const signature: Readonly<Record<string, string>> = secret === null ? {} : { 'liuhen-signature': `v1=${hmac(secret, `${timestamp}.${body}`).toString('hex')}` };
  return { url, body, headers: { 'liuhen-id': id, 'liuhen-timestamp': timestamp, ...signature } };
}

/** Why a receiver did not take it, as a short code; undefined when it did. Robots say no with a 200 and a code in the body. */
export function notTaken(kind: ChannelKind, { status, body }: Posted): string | undefined {
  if (status < 200 || status >= 300) return `http-${status}`;
  if (kind === 'webhook') return undefined;
  const said = saidIn(body);
  const code = kind === 'feishu' ? (said['code'] ?? said['StatusCode']) : said['errcode'];
  return code === 0 ? undefined : `${kind}-${typeof code === 'number' ? code : 'unreadable'}`;
}

function saidIn(body: string): Readonly<Record<string, unknown>> {
  try {
    const said: unknown = JSON.parse(body);
    return typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Cuts a text to so many bytes of UTF-8, between characters. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let kept = '';
  let size = 1 + Buffer.byteLength('…');
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    kept += character;
  }
  return `${kept}…`;
}
