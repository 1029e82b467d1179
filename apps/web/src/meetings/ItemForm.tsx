import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, InputNumber, Radio, Select, Slider } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { DealRoom } from '../cases/case-view.ts';
import { DayField } from '../forms/fields/DayField.tsx';
import type { Values } from '../forms/command-form.ts';
import { UNIT_CODES } from '../domain/units.ts';
import { type Texts, useTexts } from '../texts/index.ts';
import { FormDrawer } from './FormDrawer.tsx';
import type { AgendaItem, MeetingView, Scheme } from './meeting-view.ts';

type Props = { readonly command: string; readonly meeting: MeetingView; readonly item: AgendaItem; readonly onClose: () => void };
const OUTCOMES = ['pass', 'pass-with-conditions', 'defer', 'reject', 'refer'];
const DECISIONS = ['approve', 'reject', 'return'];
const PATHS: Readonly<Record<string, string>> = { DeclareInterest: 'interest', GiveScore: 'score', CastVote: 'vote', ConcludeItem: 'conclusion', DecideItem: 'decision' };

/** The form of one command about an item of the agenda. */
export function ItemForm({ command, meeting, item, onClose }: Props) {
  const t = useTexts();
  const decided = command === 'ConcludeItem' || command === 'DecideItem';
  const common = { command, path: `/api/v1/meetings/{id}/items/{itemId}/${PATHS[command]}`, values: { id: meeting.id, itemId: item.id }, onClose, ...(decided && { ifMatch: meeting.revision }) };
  switch (command) {
    case 'DeclareInterest':
      return <FormDrawer {...common} initial={{ interest: item.mine.declared === null ? undefined : true }}><InterestFields later={item.mine.declared !== null} t={t} /></FormDrawer>;
    case 'GiveScore':
      return meeting.scheme && <FormDrawer {...common} initial={{ points: {} }} body={scored(meeting.scheme)}><ScoreFields scheme={meeting.scheme} t={t} /></FormDrawer>;
    case 'CastVote':
      return <FormDrawer {...common}><Form.Item name="vote" label={t('meetings.vote')} className="field-whole" rules={required(t, t('meetings.vote'))}><Radio.Group options={['for', 'against', 'abstain'].map((value) => ({ value, label: t.code('vote', value) }))} optionType="button" /></Form.Item></FormDrawer>;
    case 'ConcludeItem':
      return <FormDrawer {...common} initial={{ outcome: 'pass', conditions: [] }} body={concluded}><ConcludeFields t={t} /></FormDrawer>;
    case 'DecideItem':
      return <FormDrawer {...common} initial={{ decision: 'approve' }} body={decision}><DecideFields dealId={item.dealId} t={t} /></FormDrawer>;
    default:
      return null;
  }
}

const required = (t: Texts, label: string) => [{ required: true, message: t('form.required', { label }) }];
const Minutes = ({ t }: { readonly t: Texts }) => <Form.Item name="minutes" label={t('field.minutes')} className="field-whole"><Input.TextArea autoSize={{ minRows: 3 }} maxLength={4000} /></Form.Item>;

function InterestFields({ later, t }: { readonly later: boolean; readonly t: Texts }) {
  const choices = later ? [true] : [false, true];
  return (
    <>
      <Form.Item name="interest" label={t('meetings.interest')} className="field-whole" rules={required(t, t('meetings.interest'))}><Radio.Group options={choices.map((value) => ({ value, label: t(value ? 'meetings.interest.yes' : 'meetings.interest.no') }))} /></Form.Item>
      <Form.Item name="text" label={t('meetings.interest.text')} className="field-whole" extra={t('meetings.interest.hint')}><Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} /></Form.Item>
    </>
  );
}

const scored = ({ criteria }: Scheme) => ({ points, ...rest }: Values): Values => ({ ...rest, scores: criteria.map(({ code }) => ({ criterion: code, points: (points as Readonly<Record<string, number>>)[code] })) });

function ScoreFields({ scheme, t }: { readonly scheme: Scheme; readonly t: Texts }) {
  return (
    <>
      {scheme.criteria.map(({ code, weight }) => (
        <Form.Item key={code} name={['points', code]} label={`${t.code('criterion', code)} · ${t('meetings.weight', { n: weight })}`} className="field-whole" rules={required(t, t.code('criterion', code))}><PointsField name={t.code('criterion', code)} /></Form.Item>
      ))}
      <Form.Item name="remark" label={t('field.note')} className="field-whole"><Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} /></Form.Item>
    </>
  );
}

type PointsProps = { readonly id?: string; readonly name: string; readonly value?: number; readonly onChange?: (value: number | null) => void };

/** 0 to 100 points, typed or drawn. */
function PointsField({ id, name, value, onChange }: PointsProps) {
  return (
    <div className="score-row">
      <InputNumber {...(id !== undefined && { id })} min={0} max={100} precision={0} value={value ?? null} onChange={(points) => onChange?.(points)} />
      <Slider min={0} max={100} value={value ?? 0} onChange={(points) => onChange?.(points)} ariaLabelForHandle={name} className="score-slider" />
    </div>
  );
}

const concluded = ({ conditions, ...rest }: Values): Values => ({ ...rest, ...(rest['outcome'] === 'pass-with-conditions' && { conditions }) });

function ConcludeFields({ t }: { readonly t: Texts }) {
  const outcome = Form.useWatch('outcome') as string | undefined;
  return (
    <>
      <Form.Item name="outcome" label={t('field.outcome')} className="field-whole" rules={required(t, t('field.outcome'))}><Radio.Group options={OUTCOMES.map((value) => ({ value, label: t.code('review', value) }))} /></Form.Item>
      {outcome === 'pass-with-conditions' && (
        <Form.List name="conditions">
          {(fields, { add, remove }) => (
            <div className="field-whole">
              {fields.map(({ key, name }) => (
                <div key={key} className="condition-row">
                  <Form.Item name={[name, 'text']} rules={required(t, t('field.conditions'))}><Input placeholder={t('field.conditions')} maxLength={4000} /></Form.Item>
                  <Form.Item name={[name, 'unit']} rules={required(t, t('conditions.unit'))}><Select showSearch placeholder={t('conditions.unit')} options={UNIT_CODES.filter((code) => code !== 'pool').map((value) => ({ value, label: t.code('unit', value) }))} popupMatchSelectWidth={false} /></Form.Item>
                  <Form.Item name={[name, 'dueOn']} rules={required(t, t('conditions.due'))}><DayField future placeholder={t('conditions.due')} /></Form.Item>
                  <Button type="text" icon={<MinusCircleOutlined />} aria-label={t('form.remove-row')} onClick={() => remove(name)} />
                </div>
              ))}
              <Button type="dashed" icon={<PlusOutlined />} onClick={() => add({})}>{t('form.add-condition')}</Button>
            </div>
          )}
        </Form.List>
      )}
      <Minutes t={t} />
    </>
  );
}

const decision = ({ sha256, legal, fairCompetition, ...rest }: Values): Values => (rest['decision'] === 'approve' ? { ...rest, sha256, legal, fairCompetition } : rest);

function DecideFields({ dealId, t }: { readonly dealId: string; readonly t: Texts }) {
  const { data: deal } = useQuery({ queryKey: ['case', dealId, 'deal'], queryFn: () => answerOf<DealRoom>(api.GET('/api/v1/deals/{id}', { params: { path: { id: dealId } } })) });
  const chosen = Form.useWatch('decision') as string | undefined;
  const drafts = (deal?.drafts ?? []).filter(({ data }) => data.kind === 'formal' && !data.fixesLandPrice);
  return (
    <>
      <Form.Item name="decision" label={t('field.decision')} className="field-whole" rules={required(t, t('field.decision'))}><Radio.Group options={DECISIONS.map((value) => ({ value, label: t.code('decision', value) }))} /></Form.Item>
      {chosen === 'approve' && (
        <>
          <Form.Item name="sha256" label={t('field.MakeDecision.draft')} className="field-whole" rules={required(t, t('field.MakeDecision.draft'))}><Select options={drafts.map(({ data }) => ({ value: data.sha256, label: `${data.title} · ${data.sha256.slice(0, 12)}…` }))} /></Form.Item>
          {(['legal', 'fairCompetition'] as const).map((name) => (
            <div key={name} className="field-whole clearance-row">
              <Form.Item name={[name, 'by']} label={t(`field.${name}.by`)} rules={required(t, t(`field.${name}.by`))}><Input maxLength={64} autoComplete="off" /></Form.Item>
              <Form.Item name={[name, 'on']} label={t(`field.${name}.on`)} rules={required(t, t(`field.${name}.on`))}><DayField /></Form.Item>
            </div>
          ))}
        </>
      )}
      <Minutes t={t} />
    </>
  );
}
