import type { CaseContext, CommandForm } from './command-form.ts';
import { dealForms } from './deal-forms.ts';
import { deliveryForms } from './delivery-forms.ts';
import { leadForms } from './lead-forms.ts';

/** A command that may be given now, with its form. */
export type Available = { readonly command: string; readonly form: CommandForm; readonly side: 'lead' | 'deal' };

const ofDeal: Readonly<Record<string, CommandForm>> = { ...dealForms, ...deliveryForms };
/** What a deal takes over: once it is open, remarks on the lead are remarks on the deal. */
const TAKEN_OVER: readonly string[] = ['CommentOnLead'];
const GROUPS = ['advance', 'record', 'manage', 'end'] as const;

/** The commands that the server allows on a case and that people have a form for, in the order of the groups. */
export function availableOn({ lead, deal }: Pick<CaseContext, 'lead' | 'deal'>): readonly Available[] {
  const onLead = (lead?.allowed ?? []).filter((command) => !deal || !TAKEN_OVER.includes(command)).flatMap((command) => entry(command, leadForms[command], 'lead'));
  const onDeal = (deal?.allowed ?? []).flatMap((command) => entry(command, ofDeal[command], 'deal'));
  const taken = new Set(onDeal.map(({ command }) => command));
  const all = [...onDeal, ...onLead.filter(({ command }) => !taken.has(command))];
  return GROUPS.flatMap((group) => all.filter(({ form }) => form.group === group));
}

const entry = (command: string, form: CommandForm | undefined, side: 'lead' | 'deal'): readonly Available[] => (form ? [{ command, form, side }] : []);

/** Every form there is, for checks over all of them. */
export const allForms: readonly Available[] = [
  ...Object.entries(leadForms).map(([command, form]) => ({ command, form, side: 'lead' as const })),
  ...Object.entries(ofDeal).map(([command, form]) => ({ command, form, side: 'deal' as const })),
];
