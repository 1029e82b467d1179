import { AutoComplete, Form, Input, InputNumber, Radio, Select, Switch } from 'antd';
import type { ReactNode } from 'react';
import { UNIT_CODES } from '../../domain/units.ts';
import { type Texts, useTexts } from '../../texts/index.ts';
import { type CaseContext, type Field, nameOf, type Values } from '../command-form.ts';
import { AreaField } from './AreaField.tsx';
import { DraftField, HashesNote, IntensityNote, PercentField, ReportField, SameContentField } from './CaseFields.tsx';
import { CreditCodeItem } from './CreditCodeItem.tsx';
import { DayField } from './DayField.tsx';
import { DocumentField } from './DocumentField.tsx';
import { ConditionsField, TimetableField, TopicsField, YearsField } from './ListFields.tsx';
import { faultless, MoneyField } from './MoneyField.tsx';

type Props = { readonly field: Field; readonly command: string; readonly context: CaseContext; readonly values: Values };

/** The label of a field: a command's own word for it, else the common one. */
export function labelOf(t: Texts, command: string, name: string): string {
  const own = t.code(`field.${command}`, name);
  return own === name ? t.code('field', name) : own;
}

/** One field of a command's form, by how it is entered. */
export function FieldItem({ field, command, context, values }: Props) {
  const t = useTexts();
  const label = labelOf(t, command, nameOf(field));
  if (field.when && !field.when(values)) return null;
  if (field.as === 'note') return <div className={widthOf(field)}>{field.of === 'hashes' ? <HashesNote context={context} /> : <IntensityNote />}</div>;
  if (field.as === 'credit-code') return <CreditCodeItem name={field.name} confirmName={confirmOf(field)} required={field.required === true} />;
  if (field.as === 'topics') return <TopicsField label={label} />;
  if (field.as === 'timetable') return <TimetableField label={label} kind={context.kind} />;
  if (field.as === 'years') return <YearsField label={label} />;
  if (field.as === 'conditions') return <ConditionsField label={label} />;
  return (
    <Form.Item
      name={field.name as string}
      label={label}
      className={widthOf(field)}
      {...(field.as === 'switch' && { valuePropName: 'checked' })}
      rules={[
        { required: field.required === true, message: t('form.required', { label }) },
        faultless(t),
      ]}
      {...hintOf(t, command, nameOf(field))}
    >
      {input(field, context, values, t)}
    </Form.Item>
  );
}

const widthOf = ({ half }: Field): string => (half ? 'field-half' : 'field-whole');
const confirmOf = ({ name }: Field): readonly (string | number)[] => [...(typeof name === 'string' ? [] : name.slice(0, -1)), 'confirmed'];

function hintOf(t: Texts, command: string, name: string): { extra?: string } {
  const hint = t.code(`hint.${command}`, name);
  return hint === name ? {} : { extra: hint };
}

function input(field: Field, context: CaseContext, values: Values, t: Texts): ReactNode {
  switch (field.as) {
    case 'text':
      return <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} />;
    case 'choice':
      return field.codes.length <= 3
        ? <Radio.Group optionType="button" options={field.codes.map((code) => ({ value: code, label: t.code(field.of, code) }))} />
        : <Select placeholder={t('form.choose')} options={field.codes.map((code) => ({ value: code, label: t.code(field.of, code) }))} />;
    case 'whole':
      return <InputNumber min={0} precision={0} controls={false} className="whole-field" {...(field.unit && { suffix: t.code('measure', field.unit) })} />;
    case 'switch':
      return <Switch checkedChildren={t('form.yes')} unCheckedChildren={t('form.no')} />;
    case 'unit':
      return <Select showSearch={{ optionFilterProp: 'label' }} placeholder={t('form.choose')} options={UNIT_CODES.filter((code) => code !== 'pool' && code !== context.unit).map((code) => ({ value: code, label: t.code('unit', code) }))} />;
    case 'account':
      return <AutoComplete options={context.accounts.map((value) => ({ value }))} placeholder={t('form.account')} showSearch={{ filterOption: (typed, option) => option?.value.includes(typed) ?? false }} />;
    case 'accounts':
      return <Select mode="tags" options={context.accounts.map((value) => ({ value, label: value }))} placeholder={t('form.accounts')} tokenSeparators={[',', '，', ' ']} />;
    case 'lines':
      return <Select mode="tags" open={false} suffixIcon={null} placeholder={t('form.lines')} tokenSeparators={[',', '，']} />;
    case 'money':
      return <MoneyField />;
    case 'area':
      return <AreaField />;
    case 'percent':
      return <PercentField />;
    case 'day':
      return <DayField future={field.future === true} />;
    case 'document':
    case 'documents':
      return <DocumentField context={context} multiple={field.as === 'documents'} />;
    case 'draft':
      return <DraftField context={context} kinds={field.kinds(values)} />;
    case 'report':
      return <ReportField context={context} of={field.of} />;
    case 'same-content':
      return <SameContentField context={context} />;
    default:
      return <Input maxLength={200} autoComplete="off" />;
  }
}
