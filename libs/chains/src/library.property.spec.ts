import fc from 'fast-check';
import type { Actor } from '#event-store';
import { deciderProperties, type Rule } from '../../../test/properties/decider-properties.ts';
import { type LibraryCommand, libraryDecider } from './library.decider.ts';
import { type LibraryEvent, libraryEvents } from './library.events.ts';

const office: Actor = { account: 'office', unit: null, role: 'office' };
const enter = (id: string, more: object = {}): LibraryCommand => ({ type: 'EnterLibraryProject', id, input: { chain: 'NM', sectorText: '新材料', number: 1, raw: '项目一', investor: null, project: '项目一', capacities: [], batch: 'implement', source: '专栏3', ...more } });
const usual = (command: LibraryCommand) => ({ command, by: office, known: undefined });
const ONCE = 'is entered once, under an id of its own chain';
type Sentence = Rule<LibraryEvent, LibraryCommand, undefined>;

deciderProperties({
  name: 'a project of the library',
  decider: libraryDecider,
  types: libraryEvents,
  noise: fc.constantFrom(enter('NM-01'), enter('YY-01'), enter('NM-01', { lateReason: '补录', investor: '示例公司' })).map(usual),
  way: [[usual(enter('NM-01')), usual(enter('YY-01'))]],
  facts: () => undefined,
  rules: { [ONCE]: (({ data }, past) => past.length === 0 && data.id.startsWith(`${data.chain}-`)) satisfies Sentence },
  controls: [
    { without: 'library.already-entered', breaks: ONCE, lie: () => ({ state: libraryDecider.initial }) },
    { without: 'library.id-of-another-chain', breaks: ONCE, instead: ({ command }) => [{ type: 'LibraryProjectEntered' as const, data: { id: command.id, ...command.input, lateReason: undefined } }] },
  ],
});
