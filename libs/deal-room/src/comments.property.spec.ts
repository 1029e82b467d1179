import fc from 'fast-check';
import type { Actor } from '#event-store';
import { deciderProperties, on, type Rule } from '../../../test/properties/decider-properties.ts';
import { type CommentCommand, type CommentEvent, commentEvents, commentsDecider } from './comments.decider.ts';

type Known = { readonly stored: boolean };
type Sentence = Rule<CommentEvent, CommentCommand, Known>;

const member: Actor = { account: 'nm.member', unit: 'nm', role: 'member' };
const paper = (digit: number): string => `00000000-0000-4000-8000-00000000000${digit}`;
const attach = (digit: number): CommentCommand => ({ type: 'AttachDocument', input: { documentId: paper(digit) } });
const remark: CommentCommand = { type: 'AddComment', input: { text: '待核实', lateReason: '补录' } };
const usual = (command: CommentCommand, stored = true) => ({ command, by: member, known: { stored } });
const ONCE = 'a document is attached once, and only one that is stored, by the hash of its bytes';

deciderProperties({
  name: 'the remarks on a deal',
  decider: commentsDecider,
  types: commentEvents,
  noise: fc.record({ command: fc.constantFrom(attach(1), attach(2), remark), by: fc.constant(member), known: fc.record({ stored: fc.boolean() }) }),
  way: [[usual(attach(1)), usual(attach(1), false)], [usual(remark)]],
  facts: ({ known }) => (known.stored ? { sha256: 'a'.repeat(64), size: 9, name: '合同.pdf', subject: 'entry-document' } : null),
  rules: {
    [ONCE]: on(['DocumentAttached'], ({ data }, past, { known }) => known.stored && data.sha256 === 'a'.repeat(64) && !past.some((event) => event.type === 'DocumentAttached' && event.data.documentId === data.documentId)),
    'no text and no name stands in clear': (({ data }) => !JSON.stringify(data).includes('"clear"')) satisfies Sentence,
  },
  controls: [
    { without: 'deal.document-attached-already', breaks: ONCE, lie: () => ({ state: [] }) },
    { without: 'document.unknown', breaks: ONCE, lie: () => ({ facts: { sha256: 'b'.repeat(64), size: 1, name: '无', subject: 'entry-document' } }) },
  ],
});
