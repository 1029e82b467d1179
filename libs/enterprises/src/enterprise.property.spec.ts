import fc from 'fast-check';
import type { Actor } from '#event-store';
import { deciderProperties, on, type Rule } from '../../../test/properties/decider-properties.ts';
import { type EnterpriseCommand, enterpriseDecider } from './enterprise.decider.ts';
import { type EnterpriseEvent, enterpriseEvents } from './enterprise.events.ts';

const office: Actor = { account: 'office', unit: null, role: 'office' };
const send = (command: EnterpriseCommand) => ({ command, by: office, known: undefined });
const name = '示例新材料有限公司';
const register = (more: object = {}): EnterpriseCommand => ({ type: 'RegisterEnterprise', investor: { name, ...more } });
const list = (more: object = {}): EnterpriseCommand => ({ type: 'BlacklistEnterprise', ground: 'idle-land', reason: '两年未开工', ...more });
const clearing: EnterpriseCommand = { type: 'ClearEnterprise', reason: '已复工' };
const SOUND = '91350100M000100Y43';
const FAILING = '91350100M000100Y44';
const sent = [register(), register({ creditCode: SOUND }), register({ creditCode: FAILING }), register({ creditCode: FAILING, confirmCheckDigit: true }), register({ creditCode: '123' }), list(), list({ lateReason: '补录' }), clearing];

type Sentence = Rule<EnterpriseEvent, EnterpriseCommand, undefined>;

deciderProperties({
  name: 'a firm',
  decider: enterpriseDecider,
  types: enterpriseEvents,
  noise: fc.constantFrom(...sent.map(send)),
  way: [[register({ creditCode: SOUND }), register({ creditCode: FAILING }), register({ creditCode: '123' })].map(send), [send(list()), send(clearing)], [send(clearing)]],
  facts: () => undefined,
  rules: {
    'is registered once, and before anything else': ((_event, past) => (_event.type === 'EnterpriseRegistered') === (past.length === 0)) satisfies Sentence,
    'is put on the blacklist only while it is off it, and taken off only while it is on it': on(['EnterpriseBlacklisted', 'EnterpriseCleared'], (event, past) => {
      const last = past.findLast(({ type }) => type !== 'EnterpriseRegistered')?.type ?? 'EnterpriseCleared';
      return last !== event.type;
    }),
    'keeps a credit code of 18 characters only, and a failing check digit only when a person confirmed it': on(['EnterpriseRegistered'], ({ data }) => {
      if (data.creditCode === undefined) return undefined;
      return data.creditCode === SOUND || (data.creditCode === FAILING && data.checkDigitConfirmed === true);
    }),
  },
  controls: [
    { without: 'enterprise.already-registered', breaks: 'is registered once, and before anything else', lie: () => ({ state: enterpriseDecider.initial }) },
    { without: 'enterprise.unknown', breaks: 'is registered once, and before anything else', lie: ({ state }) => ({ state: { ...state, name } }) },
    { without: 'enterprise.already-blacklisted', breaks: 'is put on the blacklist only while it is off it, and taken off only while it is on it', lie: ({ state }) => ({ state: { ...state, blacklisted: null } }) },
    { without: 'enterprise.credit-code-check-digit', breaks: 'keeps a credit code of 18 characters only, and a failing check digit only when a person confirmed it', instead: ({ command }) => (command.type === 'RegisterEnterprise' ? [{ type: 'EnterpriseRegistered' as const, data: { name, creditCode: command.investor.creditCode } }] : []) },
  ],
});
