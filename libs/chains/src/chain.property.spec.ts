import fc from 'fast-check';
import type { Actor, Happened } from '#event-store';
import { deciderProperties, on, type Rule } from '../../../test/properties/decider-properties.ts';
import { type ChainCommand, chainDecider } from './chain.decider.ts';
import { type ChainEvent, chainEvents, linkStatus } from './chain.events.ts';

type Sentence = Rule<ChainEvent, ChainCommand, undefined>;

const office: Actor = { account: 'office', unit: null, role: 'office' };
const usual = (command: ChainCommand) => ({ command, by: office, known: undefined });
const establish: ChainCommand = { type: 'EstablishChain', code: 'NM', input: { name: '新材料' } };
const segment = (code: string): ChainCommand => ({ type: 'AddSegment', input: { code, name: '上游', anchors: [] } });
const link = (code: string, of: string): ChainCommand => ({ type: 'AddLink', input: { code, segment: of, name: '环节', stage: 'upstream', stageSource: 'plan', status: 'MISSING', anchors: [] } });
const status = fc.constantFrom(...linkStatus.options);
const code = fc.constantFrom('NM1.01', 'NM1.02', 'NM2.01');
const command: fc.Arbitrary<ChainCommand> = fc.oneof(
  fc.constant(establish),
  fc.constantFrom('NM1', 'NM2', 'YY1').map(segment),
  fc.tuple(code, fc.constantFrom('NM1', 'NM2')).map(([one, of]) => link(one, of)),
  { weight: 3, arbitrary: fc.record({ code, from: status, to: status }).map((change): ChainCommand => ({ type: 'ChangeLinkStatus', input: { ...change, reason: '建成' } })) },
);
type Past = readonly Happened<ChainEvent>[];
const statusOf = (past: Past, of: string): string | undefined => past.reduce<string | undefined>((last, { type, data }) => {
  if (type === 'LinkAdded' && data.code === of) return data.status;
  return type === 'LinkStatusChanged' && data.code === of ? data.to : last;
}, undefined);

const PLACE = 'a segment belongs to the chain its code names, a link to a segment that is there';
const ONCE = 'chain, segments and links are added once';
const MOVES = 'a status moves from where it stands to another, with a reason';

deciderProperties({
  name: 'an industry chain',
  decider: chainDecider,
  types: chainEvents,
  noise: fc.record({ command, by: fc.constant(office), known: fc.constant(undefined) }),
  way: [[usual(establish)], [usual(segment('NM1')), usual(segment('YY1'))], [usual(link('NM1.01', 'NM1')), usual(link('NM1.01', 'NM2'))], [usual({ type: 'ChangeLinkStatus', input: { code: 'NM1.01', from: 'MISSING', to: 'HAVE', reason: '引进' } })]],
  facts: () => undefined,
  rules: {
    [PLACE]: on(['SegmentAdded', 'LinkAdded'], ({ type, data }, past) => {
      if (type === 'SegmentAdded') return data.chain === 'NM' && /^NM\d+$/.test(data.code);
      return data.code.startsWith(`${data.segment}.`) && past.some((event) => event.type === 'SegmentAdded' && event.data.code === data.segment);
    }),
    [ONCE]: on(['ChainEstablished', 'SegmentAdded', 'LinkAdded'], ({ type, data }, past) => !past.some((event) => event.type === type && event.data.code === data.code)),
    [MOVES]: on(['LinkStatusChanged'], ({ data }, past) => statusOf(past, data.code) === data.from && data.to !== data.from && data.reason !== undefined),
    'nothing is part of a chain that is not established': ((event, past) => (event.type === 'ChainEstablished') === (past.length === 0)) satisfies Sentence,
  },
  controls: [
    { without: 'chain.code-of-another', breaks: PLACE, instead: ({ command: sent }) => (sent.type === 'AddSegment' ? [{ type: 'SegmentAdded' as const, data: { chain: 'NM', ...sent.input, lateReason: undefined } }] : []) },
    { without: 'chain.link-exists', breaks: ONCE, lie: ({ state }) => ({ state: { ...state, links: {} } }) },
    { without: 'chain.status-moved', breaks: MOVES, lie: ({ state, command: sent }) => ({ state: sent.type === 'ChangeLinkStatus' ? { ...state, links: { [sent.input.code]: sent.input.from } } : state }) },
  ],
});
