import { Form, Select } from 'antd';
import { milestonesOf } from '../cases/case-view.ts';
import type { CaseContext, Field, Values } from '../forms/command-form.ts';
import { toAttach } from '../forms/deal-forms.ts';
import { FieldItem } from '../forms/fields/FieldItem.tsx';
import { initialValues } from '../forms/initial-values.ts';
import { FormDrawer } from '../meetings/FormDrawer.tsx';
import { useTexts } from '../texts/index.ts';
import { promiseForms } from './promise-forms.ts';
import type { PromiseView } from './promise-view.ts';

type Props = { readonly command: string; readonly promise?: PromiseView | undefined; readonly promises: readonly PromiseView[]; readonly context: CaseContext; readonly onClose: () => void };

/** The form of one command about a promise; without a promise, of making one. */
export function PromiseDrawer({ command, promise, promises, context, onClose }: Props) {
  const form = promiseForms[command];
  if (!form) return null;
  const fields = form.fields(context.kind, promise);
  const initial = initialValues(fields, {});
  return (
    <FormDrawer
      command={command} path={form.path} values={{ id: promise?.id ?? context.id }} initial={initial} onClose={onClose}
      attach={{ dealId: context.id, documents: (typed) => toAttach(typed, context) }}
      {...(form.ifMatch && promise && { ifMatch: promise.revision })}
      {...(form.body && { body: form.body })}
    >
      <Fields command={command} fields={fields} initial={initial} context={context} />
      {command === 'ProposeCommitment' && <Conditions promises={promises} context={context} />}
    </FormDrawer>
  );
}

type FieldsProps = { readonly command: string; readonly fields: readonly Field[]; readonly initial: Values; readonly context: CaseContext };

function Fields({ command, fields, initial, context }: FieldsProps) {
  const values = (Form.useWatch([]) as Values | undefined) ?? initial;
  return fields.map((field) => <FieldItem key={`${String(field.name)}/${field.as}`} field={field} command={command} context={context} values={values} />);
}

/** What the investor must have done first: another promise kept, or a milestone reached. */
function Conditions({ promises, context }: Pick<Props, 'promises' | 'context'>) {
  const t = useTexts();
  const direction = Form.useWatch('direction') as string | undefined;
  if (direction === 'investor-to-zone') return null;
  const kept = promises.filter((one) => one.direction === 'investor-to-zone').map(({ id, title }) => ({ value: `commitment:${id}`, label: title }));
  const reached = milestonesOf(context.kind).map((code) => ({ value: `milestone:${code}`, label: t.code('milestone', code) }));
  return (
    <Form.Item name="conditions" label={t('promises.conditions')} className="field-whole" extra={t('promises.conditions.hint')}>
      <Select mode="multiple" placeholder={t('form.choose')} options={[...(kept.length > 0 ? [{ label: t('direction.investor-to-zone'), options: kept }] : []), { label: t('delivery.milestones'), options: reached }]} />
    </Form.Item>
  );
}
