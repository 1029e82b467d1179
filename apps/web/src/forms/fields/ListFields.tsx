import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import type { AttractionKind } from '../../api/answers.ts';
import { milestonesOf } from '../../cases/case-view.ts';
import { useTexts } from '../../texts/index.ts';
import { DayField } from './DayField.tsx';
import { faultless, MoneyField } from './MoneyField.tsx';

const TOPICS = ['land', 'investment', 'policy', 'energy', 'environment', 'staff', 'timetable', 'financing', 'other'];

type RowsProps = { readonly name: string | string[]; readonly label: string; readonly required: boolean; readonly add: string; readonly row: (index: number) => ReactNode; readonly empty?: unknown };

function Rows({ name, label, required, add, row, empty = {} }: RowsProps) {
  const t = useTexts();
  return (
    <Form.Item label={label} required={required}>
      <Form.List name={name} rules={required ? [{ validator: (_, rows: readonly unknown[] | undefined) => (rows?.length ? Promise.resolve() : Promise.reject(new Error(t('form.required', { label })))) }] : []}>
        {(rows, { add: append, remove }, { errors }) => (
          <div className="rows">
            {rows.map(({ key, name: index }) => (
              <div key={key} className="row">
                {row(index)}
                <Button type="text" icon={<DeleteOutlined />} aria-label={t('form.remove-row')} onClick={() => remove(index)} />
              </div>
            ))}
            <Button type="dashed" block icon={<PlusOutlined />} onClick={() => append(empty)}>{add}</Button>
            <Form.ErrorList errors={errors} />
          </div>
        )}
      </Form.List>
    </Form.Item>
  );
}

/** The topics of a round, each with a word on it. */
export function TopicsField({ label }: { readonly label: string }) {
  const t = useTexts();
  return (
    <Rows name="topics" label={label} required add={t('form.add-topic')} row={(index) => (
      <>
        <Form.Item name={[index, 'code']} rules={[{ required: true, message: t('form.choose') }]} className="row-code">
          <Select placeholder={t('form.choose')} aria-label={label} options={TOPICS.map((code) => ({ value: code, label: t.code('topic', code) }))} />
        </Form.Item>
        <Form.Item name={[index, 'text']} className="row-text"><Input placeholder={t('form.topic-text')} maxLength={4000} /></Form.Item>
      </>
    )} />
  );
}

/** The planned day of each milestone. */
export function TimetableField({ label, kind, name = 'timetable' }: { readonly label: string; readonly kind: AttractionKind; readonly name?: string | string[] }) {
  const t = useTexts();
  return (
    <Rows name={name} label={label} required add={t('form.add-milestone')} row={(index) => (
      <>
        <Form.Item name={[index, 'milestone']} rules={[{ required: true, message: t('form.choose') }]} className="row-code">
          <Select placeholder={t('form.choose')} aria-label={label} options={milestonesOf(kind).map((code) => ({ value: code, label: t.code('milestone', code) }))} />
        </Form.Item>
        <Form.Item name={[index, 'plannedOn']} rules={[{ required: true, message: t('form.choose') }]} className="row-text"><DayField future /></Form.Item>
      </>
    )} />
  );
}

/** The conditions of a conditional pass. */
export function ConditionsField({ label }: { readonly label: string }) {
  const t = useTexts();
  return (
    <Rows name="conditions" label={label} required add={t('form.add-condition')} empty="" row={(index) => (
      <Form.Item name={index} rules={[{ required: true, whitespace: true, message: t('form.required', { label }) }]} className="row-text"><Input.TextArea autoSize maxLength={4000} aria-label={label} /></Form.Item>
    )} />
  );
}

/** What something costs in each year; no year for what costs nothing. */
export function YearsField({ label }: { readonly label: string }) {
  const t = useTexts();
  const required = [{ required: true, message: t('form.choose') }];
  return (
    <Rows name="years" label={label} required={false} add={t('form.add-year')} row={(index) => (
      <>
        <Form.Item name={[index, 'year']} rules={required} className="row-year"><InputNumber min={2000} max={2100} precision={0} controls={false} placeholder={t('form.year')} aria-label={t('form.year')} className="whole-field" /></Form.Item>
        <Form.Item name={[index, 'amount']} rules={[...required, faultless(t)]} className="row-text"><MoneyField /></Form.Item>
      </>
    )} />
  );
}
