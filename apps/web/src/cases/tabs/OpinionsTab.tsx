import { Button, Empty, Form, Input, Radio, Select, Skeleton, Space, Tag } from 'antd';
import { useState } from 'react';
import type { CaseContext } from '../../forms/command-form.ts';
import { DayField } from '../../forms/fields/DayField.tsx';
import { FormDrawer } from '../../meetings/FormDrawer.tsx';
import type { Opinions } from '../../meetings/meeting-view.ts';
import { useConditions, useOpinions } from '../../meetings/reads.ts';
import { ProblemView } from '../../shell/ProblemView.tsx';
import { type Texts, useTexts } from '../../texts/index.ts';
import { Opened } from '../Opened.tsx';
import { ConditionList } from './ConditionList.tsx';

const OUTCOMES = ['agree', 'agree-with-conditions', 'object'] as const;
const COLOURS: Readonly<Record<string, string>> = { agree: 'success', 'agree-with-conditions': 'warning', object: 'error' };
const DEPARTMENTS = ['finance', 'legal', 'land', 'environment', 'safety', 'energy'];

/** What the departments say of the dossier, and the conditions on which the review passed it. */
export function OpinionsTab({ context }: { readonly context: CaseContext }) {
  const t = useTexts();
  const opinions = useOpinions(context.id);
  const conditions = useConditions(context.id);
  const [open, setOpen] = useState<string | null>(null);
  if (opinions.error) return <ProblemView error={opinions.error} retry={() => void opinions.refetch()} />;
  if (!opinions.data) return <Skeleton active />;
  const { allowed, missing, opinions: given } = opinions.data;
  const buttons = allowed.length > 0 && <Space wrap>{allowed.map((command) => <Button key={command} type="primary" onClick={() => setOpen(command)}>{t.code('command', command)}</Button>)}</Space>;
  return (
    <div className="entries">
      {buttons && <div className="tab-bar">{buttons}</div>}
      {missing.length > 0 && <p className="quiet">{t('opinions.missing')}{missing.map((code) => t.code('department', code)).join(t('facts.separator'))}</p>}
      {given.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('opinions.none')} />}
      {given.toReversed().map(({ id, department, outcome, on, by, text, current }) => (
        <article key={id} className="entry">
          <div className="entry-head"><strong>{t.code('department', department)}</strong><Tag color={COLOURS[outcome]}>{t.code('opinion', outcome)}</Tag>{!current && <Tag>{t('opinions.of-last-dossier')}</Tag>}<span className="by">{on} · {t('case.by', { account: by.account })}</span></div>
          <p className="entry-text"><Opened value={text} /></p>
        </article>
      ))}
      {(conditions.data?.conditions.length ?? 0) > 0 && <ConditionList context={context} conditions={conditions.data!.conditions} />}
      {open === 'RequestOpinions' && <RequestForm id={context.id} opinions={opinions.data} t={t} onClose={() => setOpen(null)} />}
      {open === 'GiveOpinion' && (
        <FormDrawer command="GiveOpinion" path="/api/v1/deals/{id}/opinions" values={{ id: context.id }} onClose={() => setOpen(null)}>
          <Form.Item name="outcome" label={t('opinions.outcome')} className="field-whole" rules={[{ required: true, message: t('form.required', { label: t('opinions.outcome') }) }]}><Radio.Group options={OUTCOMES.map((value) => ({ value, label: t.code('opinion', value) }))} /></Form.Item>
          <Form.Item name="text" label={t('opinions.text')} className="field-whole" rules={[{ required: true, whitespace: true, message: t('form.required', { label: t('opinions.text') }) }]}><Input.TextArea autoSize={{ minRows: 4 }} maxLength={4000} /></Form.Item>
        </FormDrawer>
      )}
    </div>
  );
}

function RequestForm({ id, opinions: { required, missing }, t, onClose }: { readonly id: string; readonly opinions: Opinions; readonly t: Texts; readonly onClose: () => void }) {
  const codes = [...new Set([...required, ...DEPARTMENTS])];
  return (
    <FormDrawer command="RequestOpinions" path="/api/v1/deals/{id}/opinions/requests" values={{ id }} initial={{ departments: missing }} onClose={onClose}>
      <Form.Item name="departments" label={t('opinions.departments')} className="field-whole"><Select mode="tags" options={codes.map((value) => ({ value, label: t.code('department', value) }))} /></Form.Item>
      <Form.Item name="dueOn" label={t('conditions.due')} className="field-half"><DayField future /></Form.Item>
    </FormDrawer>
  );
}
