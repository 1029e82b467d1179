import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { textsIn } from '../texts/index.ts';
import { bodySchemaOf, issuesOf } from './body-schema.ts';
import { bodyOf } from './clean.ts';
import { type CaseContext, nameOf } from './command-form.ts';
import { dealForms } from './deal-forms.ts';
import { allForms, availableOn } from './forms.ts';
import { leadForms } from './lead-forms.ts';
import { promiseForms } from '../promises/promise-forms.ts';

const context: CaseContext = { id: 'x', lead: null, deal: null, kind: 'capital', column: 'negotiating', unit: 'nm', me: null, today: '2026-11-24', accounts: [] };
const described = readFileSync(fileURLToPath(new URL('../api/schema.d.ts', import.meta.url)), 'utf8');

const everyForm = [
  ...allForms.map(({ command, side, form: { path, fields } }) => [`${side}/${command}`, command, { path, fields: fields(context) }] as const),
  ...Object.entries(promiseForms).map(([command, { path, fields }]) => [`promise/${command}`, command, { path, fields: fields('capital') }] as const),
];

describe.each(everyForm)('the form of %s', (_, command, form) => {
  it('goes to a path of the API', () => {
    expect(described).toContain(`"${form.path}": {`);
  });

  it.each(['zh', 'en'] as const)('has its name, its explanation and every label and code in %s', (language) => {
    const t = textsIn(language);
    expect(t.code('command', command)).not.toBe(command);
    expect(t.code('about', command)).not.toBe(command);
    for (const field of form.fields) {
      const name = nameOf(field);
      expect([name, t.code(`field.${command}`, name), t.code('field', name)].filter((text) => text !== name)).not.toEqual([]);
      if (field.as === 'choice') for (const code of field.codes) expect(t.code(field.of, code)).not.toBe(code);
    }
  });
});

describe('what may be done', () => {
  it('is what the server allows; a deal answers before its lead', () => {
    const lead = { allowed: ['RecordFollowUp', 'CommentOnLead', 'Unheard'] } as unknown as NonNullable<CaseContext['lead']>;
    const deal = { allowed: ['RecordRound', 'AddComment', 'LoseDeal'] } as unknown as NonNullable<CaseContext['deal']>;
    expect(availableOn({ lead, deal: null }).map(({ command }) => command)).toEqual(['RecordFollowUp', 'CommentOnLead']);
    expect(availableOn({ lead, deal }).map(({ command }) => command)).toEqual(['RecordRound', 'AddComment', 'RecordFollowUp', 'LoseDeal']);
  });
});

describe('a body', () => {
  it('holds no empty text, and keeps false and zero', () => {
    expect(bodyOf({ a: ' x ', b: '', c: { d: '  ' }, e: [' y', ''], f: false, g: 0, h: null })).toEqual({ a: 'x', e: ['y'], f: false, g: 0 });
    expect(bodyOf({})).toEqual({});
  });

  it('splits the credit of a transfer into both shares', () => {
    expect(leadForms['OfferTransfer']?.body?.({ to: 'he', kept: 30 }, context)).toEqual({ to: 'he', credit: { from: 30, to: 70 } });
  });

  it('of a decision that does not approve names no text', () => {
    const body = dealForms['MakeDecision']?.body?.({ decision: 'reject', draft: 'd', legal: { by: 'legal' }, reason: '不予批准' }, context);
    expect(bodyOf(body)).toEqual({ decision: 'reject', reason: '不予批准' });
  });

  it('is checked by the schema the API publishes, in the language of the reader', () => {
    const schema = { type: 'object', properties: { text: { type: 'string', minLength: 1, maxLength: 5 }, jobs: { type: 'integer', minimum: 0 } }, required: ['text'], additionalProperties: false } satisfies Parameters<typeof issuesOf>[0];
    const document = { paths: { '/p': { post: { requestBody: { content: { 'application/json': { schema } } } } } } };
    expect(bodySchemaOf(document, '/p')).toEqual(schema);
    expect(bodySchemaOf(document, '/q')).toBeUndefined();
    expect(issuesOf(schema, { text: 'four', jobs: 1, occurredOn: '2026-11-01' }, 'zh')).toEqual([]);
    const [issue, ...others] = issuesOf(schema, { text: 'too long', jobs: 1 }, 'zh');
    expect(others).toEqual([]);
    expect(issue?.path).toEqual(['text']);
    expect(issue?.message).toMatch(/[\u4e00-\u9fff]/);
  });
});
