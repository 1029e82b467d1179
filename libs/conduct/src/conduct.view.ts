import type { Vault } from '#vault';
import { z } from 'zod';
import { about, handling, relation } from './conduct.events.ts';
import type { ConductState, Declaration } from './conduct.decider.ts';

const openText = z.union([z.strictObject({ text: z.string() }), z.strictObject({ erased: z.literal(true) })]);

/** A declaration as its person and the auditor read it. */
export const declarationSchema = z.strictObject({
  id: z.uuid(),
  kind: z.enum(['interest', 'contact', 'gift']),
  on: z.iso.date(),
  recordedAt: z.string(),
  about: about.nullable(),
  relation: relation.nullable(),
  day: z.iso.date().nullable(),
  valueFen: z.int().nullable(),
  handling: handling.nullable(),
  text: openText,
  withdrawn: z.strictObject({ on: z.iso.date(), text: openText }).nullable(),
});
type DeclarationView = z.infer<typeof declarationSchema>;

const KINDS = { ConductInterestDeclared: 'interest', ContactDeclared: 'contact', GiftDeclared: 'gift' } as const;

/** What somebody declared, latest first, with its texts opened. */
export async function conductView(vault: Pick<Vault, 'openData'>, state: ConductState): Promise<readonly DeclarationView[]> {
  return Promise.all([...state.values()].reverse().map((declaration) => viewOf(vault, declaration)));
}

async function viewOf(vault: Pick<Vault, 'openData'>, { declared, withdrawn }: Declaration): Promise<DeclarationView> {
  const { declarationId: id, text } = declared.data;
  const opened = await vault.openData(declared.id, { text });
  const reason = withdrawn && (await vault.openData(withdrawn.id, { text: withdrawn.data.text }));
  const { type, data } = declared;
  return {
    id,
    kind: KINDS[type],
    on: declared.occurredOn,
    recordedAt: declared.recordedAt,
    about: data.about ?? null,
    relation: type === 'ConductInterestDeclared' ? data.relation : null,
    day: type === 'ContactDeclared' ? data.contactedOn : type === 'GiftDeclared' ? data.receivedOn : null,
    valueFen: type === 'GiftDeclared' ? (data.valueFen ?? null) : null,
    handling: type === 'GiftDeclared' ? data.handling : null,
    text: opened.text as DeclarationView['text'],
    withdrawn: withdrawn && reason ? { on: withdrawn.occurredOn, text: reason.text as DeclarationView['text'] } : null,
  };
}
