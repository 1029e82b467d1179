import { Form } from 'antd';
import type { CaseContext, Field, Values } from '../forms/command-form.ts';
import { toAttach } from '../forms/deal-forms.ts';
import { FieldItem } from '../forms/fields/FieldItem.tsx';
import { initialValues } from '../forms/initial-values.ts';
import { FormDrawer } from '../meetings/FormDrawer.tsx';
import { clawbackForms } from './clawback-forms.ts';

type Props = { readonly command: string; readonly payment?: string; readonly revision?: number; readonly context: CaseContext; readonly onClose: () => void };

/** The form of one command about money that is claimed back. */
export function ClawbackDrawer({ command, payment, revision, context, onClose }: Props) {
  const form = clawbackForms[command];
  if (!form) return null;
  const initial = initialValues(form.fields, {});
  return (
    <FormDrawer
      command={command} path={form.path} values={{ id: context.id, ...(payment !== undefined && { paymentId: payment }) }} initial={initial} onClose={onClose}
      attach={{ dealId: context.id, documents: (typed) => toAttach(typed, context) }}
      {...(form.ifMatch && { ifMatch: revision })}
      {...(form.body && { body: form.body })}
    >
      <Fields command={command} fields={form.fields} initial={initial} context={context} />
    </FormDrawer>
  );
}

type FieldsProps = { readonly command: string; readonly fields: readonly Field[]; readonly initial: Values; readonly context: CaseContext };

function Fields({ command, fields, initial, context }: FieldsProps) {
  const values = (Form.useWatch([]) as Values | undefined) ?? initial;
  return fields.map((field) => <FieldItem key={`${String(field.name)}/${field.as}`} field={field} command={command} context={context} values={values} />);
}
