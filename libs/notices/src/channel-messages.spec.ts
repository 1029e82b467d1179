import { describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { type ChannelKind, notTaken, postingTo } from './channel-messages.ts';
import { digestOf, letterOf, type Names, sentenceOf } from './letters.ts';

const names: Names = { language: 'zh', units: new Map([['nm', '新材料产业专班'], ['yy', '医养健康产业专班']]) };
const shown = { kind: 'transfer.offered', facts: { from: 'nm', to: 'yy' }, title: '碳纤维[点我](http://evil) @all <script>', link: 'https://liuhen.example.cn/cases/1' } as const;
const letter = letterOf(shown, names);
const AT = 1_795_000_000_123;
const SECRET = 'a secret of the spec';
const message = { id: 'a-stable-id', letter, payload: { kind: 'transfer.offered' } };
const to = (kind: ChannelKind, secret: string | null = SECRET) => postingTo({ kind, url: 'https://robots.example.com/send?key=k', secret }, message, AT);
const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest();

describe('a letter', () => {
  it('says it in the language asked for, with units by name', () => {
    expect(sentenceOf(shown, names)).toBe('新材料产业专班向医养健康产业专班流转');
    expect(sentenceOf({ kind: 'report.waiting', facts: { what: 'paid-in' } }, { ...names, language: 'en' })).toBe('Waiting for verification: money paid in');
  });

  it('lets no title become a link, a mention or a tag', () => {
    expect(letter.markdown).not.toMatch(/\[点我\]|@all|<script/);
    expect(letter.markdown).toContain('[查看](https://liuhen.example.cn/cases/1)');
    expect(letterOf({ ...shown, title: '一行\r\nBcc: somebody@example.com' }, names).subject).not.toMatch(/[\r\n]/);
  });

  it('of a time counts by kind and lists all, and says how many more there are', () => {
    const digest = digestOf([shown, { ...shown, kind: 'deal.resumed', facts: {}, title: null, link: null }, shown], { more: 2, from: '2026-11-24' }, names);
    expect(digest.subject).toBe('留痕通知汇总（2026-11-24）：5 条');
    expect(digest.text).toContain('流转邀约 2，项目恢复 1');
    expect(digest.text.match(/^- /gm)).toHaveLength(3);
    expect(digest.text).toContain('另有 2 条');
  });
});

describe('what is posted', () => {
  it.each(['wecom', 'dingtalk', 'feishu', 'webhook'] as const)('to %s bears the same id at every try', (kind) => {
    for (const at of [AT, AT + 60_000]) expect(postingTo({ kind, url: 'https://robots.example.com/', secret: SECRET }, message, at).headers).toMatchObject({ 'x-liuhen-message-id': 'a-stable-id', 'idempotency-key': 'a-stable-id' });
  });

  it('to 企业微信 is markdown of 4096 bytes at most', () => {
    const long = { ...message, letter: { ...letter, markdown: '项'.repeat(3000) } };
    const { body } = postingTo({ kind: 'wecom', url: 'https://robots.example.com/', secret: null }, long, AT);
    const { msgtype, markdown } = JSON.parse(body) as { msgtype: string; markdown: { content: string } };
    expect([msgtype, Buffer.byteLength(markdown.content) <= 4096, markdown.content.endsWith('项…')]).toEqual(['markdown', true, true]);
  });

  it('to 钉钉 is signed in the address, over time and secret, and keeps the token', () => {
    const url = new URL(to('dingtalk').url);
    expect(url.searchParams.get('key')).toBe('k');
    expect(url.searchParams.get('timestamp')).toBe(String(AT));
    expect(url.searchParams.get('sign')).toBe(hmac(SECRET, `${AT}\n${SECRET}`).toString('base64'));
    expect(JSON.parse(to('dingtalk').body)).toMatchObject({ msgtype: 'markdown', markdown: { title: letter.subject } });
    expect(to('dingtalk', null).url).toBe('https://robots.example.com/send?key=k');
  });

  it('to 飞书 is signed in the body, in seconds', () => {
    const { timestamp, sign, msg_type } = JSON.parse(to('feishu').body) as Record<string, string>;
    expect([timestamp, sign, msg_type]).toEqual(['1795000000', hmac(`1795000000\n${SECRET}`, '').toString('base64'), 'interactive']);
    expect(JSON.parse(to('feishu', null).body)).not.toHaveProperty('sign');
  });

  it('to a program is signed over time and body', () => {
    const { body, headers } = to('webhook');
    expect(headers?.['liuhen-signature']).toBe(`v1=${hmac(SECRET, `${headers?.['liuhen-timestamp']}.${body}`).toString('hex')}`);
    expect(JSON.parse(body)).toEqual({ id: 'a-stable-id', kind: 'transfer.offered' });
  });
});

describe('an answer', () => {
  it.each([
    ['wecom', 200, '{"errcode":0}', undefined], ['wecom', 200, '{"errcode":45009}', 'wecom-45009'], ['dingtalk', 200, '{"errcode":310000,"errmsg":"sign not match"}', 'dingtalk-310000'],
    ['feishu', 200, '{"code":0}', undefined], ['feishu', 200, '{"StatusCode":0}', undefined], ['feishu', 200, '{"code":19021}', 'feishu-19021'],
    ['wecom', 200, '<html>', 'wecom-unreadable'], ['webhook', 204, '', undefined], ['webhook', 500, '', 'http-500'], ['wecom', 429, '{"errcode":0}', 'http-429'],
  ] as const)('of %s with %i %s is %s', (kind, status, body, no) => expect(notTaken(kind, { status, body })).toBe(no));
});
