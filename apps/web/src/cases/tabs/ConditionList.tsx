import { Button, Form, Input, Radio, Select, Tag } from 'antd';
import { useState } from 'react';
import type { CaseContext } from '../../forms/command-form.ts';
import { FormDrawer } from '../../meetings/FormDrawer.tsx';
import type { TrackedCondition } from '../../meetings/meeting-view.ts';
import { may, useSignedIn } from '../../session/session.ts';
import { useTexts } from '../../texts/index.ts';
import { attachmentsOf } from '../case-view.ts';
import { Opened } from '../Opened.tsx';

const COLOURS = { pending: 'default', overdue: 'error', reported: 'processing', verified: 'success' } as const;

/** The conditions of the review, each with its unit, its due date and what became of it. */
export function ConditionList({ context, conditions }: { readonly context: CaseContext; readonly conditions: readonly TrackedCondition[] }) {
  const t = useTexts();
  const me = useSignedIn();
  const [open, setOpen] = useState<{ readonly command: 'ReportCondition' | 'JudgeCondition'; readonly condition: TrackedCondition } | null>(null);
  const reports = ({ unit, status }: TrackedCondition): boolean => (status === 'pending' || status === 'overdue') && may(me, 'condition.report') && (me.role === 'office' || me.unit === unit);
  const judges = ({ status }: TrackedCondition): boolean => status === 'reported' && may(me, 'condition.verify');
  return (
    <>
      <h3>{t('conditions.title')}</h3>
      {conditions.map((condition) => (
        <article key={condition.id} className="entry">
          <div className="entry-head"><strong>{condition.id}. <Opened value={condition.text} /></strong><Tag color={COLOURS[condition.status]}>{t.code('condition', condition.status)}</Tag><span className="by">{t.code('unit', condition.unit)} · {t('conditions.due-on', { on: condition.dueOn })}</span></div>
          {reports(condition) && <Button size="small" onClick={() => setOpen({ command: 'ReportCondition', condition })}>{t('command.ReportCondition')}</Button>}
          {judges(condition) && <Button size="small" type="primary" onClick={() => setOpen({ command: 'JudgeCondition', condition })}>{t('command.JudgeCondition')}</Button>}
        </article>
      ))}
      {open && <ConditionForm context={context} {...open} onClose={() => setOpen(null)} />}
    </>
  );
}

type FormProps = { readonly context: CaseContext; readonly command: 'ReportCondition' | 'JudgeCondition'; readonly condition: TrackedCondition; readonly onClose: () => void };

function ConditionForm({ context, command, condition: { meetingId, itemId, id }, onClose }: FormProps) {
  const t = useTexts();
  const documents = attachmentsOf(context.deal).map(({ documentId, name }) => ({ value: documentId, label: 'text' in name ? name.text : t('text.erased') }));
  const path = `/api/v1/meetings/{id}/items/{itemId}/conditions/{condition}/${command === 'ReportCondition' ? 'fulfilment' : 'verification'}`;
  const common = { command, path, values: { id: meetingId, itemId, condition: String(id) }, onClose };
  const required = (label: string) => [{ required: true, message: t('form.required', { label }) }];
  if (command === 'ReportCondition') {
    return (
      <FormDrawer {...common}>
        <Form.Item name="evidence" label={t('field.evidence')} className="field-whole" rules={required(t('field.evidence'))} extra={t('conditions.evidence.hint')}><Select mode="multiple" options={documents} /></Form.Item>
        <Form.Item name="note" label={t('field.note')} className="field-whole"><Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} /></Form.Item>
      </FormDrawer>
    );
  }
  return (
    <FormDrawer {...common} initial={{ verdict: 'verify' }} body={({ reason, ...rest }) => (rest['verdict'] === 'refuse' ? { ...rest, reason } : rest)}>
      <Form.Item name="verdict" label={t('conditions.verdict')} className="field-whole" rules={required(t('conditions.verdict'))}><Radio.Group options={(['verify', 'refuse'] as const).map((value) => ({ value, label: t.code('condition-verdict', value) }))} /></Form.Item>
      <Form.Item name="reason" label={t('field.reason')} className="field-whole"><Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} /></Form.Item>
    </FormDrawer>
  );
}
