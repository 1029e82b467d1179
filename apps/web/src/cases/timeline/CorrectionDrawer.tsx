import { useQuery } from '@tanstack/react-query';
import { Alert, Drawer, Form, Input, InputNumber, Select, Skeleton, Switch } from 'antd';
import type { ReactNode } from 'react';
import type { AttractionKind, HistoryEvent } from '../../api/answers.ts';
import { answerOf, api } from '../../api/client.ts';
import { AreaField } from '../../forms/fields/AreaField.tsx';
import { DayField } from '../../forms/fields/DayField.tsx';
import { TimetableField } from '../../forms/fields/ListFields.tsx';
import { faultless, MoneyField } from '../../forms/fields/MoneyField.tsx';
import { FormDrawer } from '../../meetings/FormDrawer.tsx';
import { ProblemView } from '../../shell/ProblemView.tsx';
import { type Texts, useTexts } from '../../texts/index.ts';
import { factsAt, placeName } from '../facts.ts';
import { changedOf, type Correctable, entryOf } from './correction-fields.ts';
import { sentenceOf } from './wording.ts';

type Props = { readonly event: HistoryEvent; readonly kind: AttractionKind; readonly onClose: () => void };

/** The form that corrects one entry: each value as it is now believed, to be made right; only what changed is sent. */
export function CorrectionDrawer({ event, kind, onClose }: Props) {
  const t = useTexts();
  const path = { stream: event.stream ?? '', revision: event.revision ?? 0 };
  const { data, error, refetch } = useQuery({
    queryKey: ['entry', path.stream, path.revision], gcTime: 0,
    queryFn: () => answerOf<Correctable>(api.GET('/api/v1/streams/{stream}/entries/{revision}', { params: { path } })),
  });
  if (!data) return <Drawer open onClose={onClose} title={t('command.CorrectEntry')}>{error ? <ProblemView error={error} retry={() => void refetch()} /> : <Skeleton active />}</Drawer>;
  const texts = Object.fromEntries(data.texts.map((name) => [name, factsAt(event.type, name, valueAt(event.data, name), t)[0]?.text ?? '']));
  const initial = { day: data.entry.occurredOn, values: Object.fromEntries(data.values.map(({ path: name, is }) => [name, is])), texts };
  return (
    <FormDrawer
      command="CorrectEntry" path="/api/v1/streams/{stream}/entries/{revision}/corrections" values={{ stream: path.stream, revision: String(path.revision) }} ifMatch={data.revision} dated={false}
      initial={initial} body={(typed) => changedOf(data, texts, typed)} onClose={onClose}
    >
      <div className="field-whole correction-of"><strong>{t.code('event', event.type)}</strong><p>{sentenceOf(event, t)}</p></div>
      {data.fixed !== null && <Alert type="warning" showIcon className="field-whole" title={t.code('fixed', data.fixed)} />}
      <Form.Item name="day" label={t('field.CorrectEntry.day')} className="field-half" rules={[{ required: true, message: t('form.required', { label: t('field.CorrectEntry.day') }) }]}><DayField /></Form.Item>
      {data.values.map(({ path: name, is }) => <Place key={name} type={event.type} path={name} is={is} kind={kind} />)}
      {data.texts.map((name) => <Form.Item key={name} name={['texts', name]} label={placeName(name, t)} className="field-whole"><Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} /></Form.Item>)}
      <Form.Item name="reason" label={t('field.CorrectEntry.reason')} className="field-whole" rules={[{ required: true, whitespace: true, message: t('form.required', { label: t('field.CorrectEntry.reason') }) }]}><Input.TextArea autoSize={{ minRows: 2 }} maxLength={2000} /></Form.Item>
    </FormDrawer>
  );
}

function valueAt(data: HistoryEvent['data'], path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name], data);
}

type PlaceProps = { readonly type: string; readonly path: string; readonly is: unknown; readonly kind: AttractionKind };

function Place({ type, path, is, kind }: PlaceProps) {
  const t = useTexts();
  const entry = entryOf(type, path, is);
  if (entry === 'timetable') return <TimetableField label={placeName(path, t)} kind={kind} name={['values', path]} />;
  return <Form.Item name={['values', path]} label={placeName(path, t)} className="field-half" rules={[faultless(t)]} {...(entry === 'switch' && { valuePropName: 'checked' })}>{input(entry, t)}</Form.Item>;
}

function input(entry: Exclude<ReturnType<typeof entryOf>, 'timetable'>, t: Texts): ReactNode {
  if (typeof entry === 'object') return <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={t.codes(entry.codes).map((code) => ({ value: code, label: t.code(entry.codes, code) }))} />;
  switch (entry) {
    case 'money':
      return <MoneyField />;
    case 'area':
      return <AreaField />;
    case 'whole':
      return <InputNumber min={0} precision={0} controls={false} className="whole-field" />;
    case 'day':
      return <DayField future />;
    case 'switch':
      return <Switch checkedChildren={t('form.yes')} unCheckedChildren={t('form.no')} />;
    case 'line':
      return <Input maxLength={200} autoComplete="off" />;
  }
}
