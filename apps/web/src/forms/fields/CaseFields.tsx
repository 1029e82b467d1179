import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Form, Select, Slider, Typography } from 'antd';
import { answerOf, api } from '../../api/client.ts';
import { Facts } from '../../cases/Facts.tsx';
import { milestoneIn } from '../../cases/case-view.ts';
import type { Suggestion } from '../../cases/suggestions.ts';
import { useTexts } from '../../texts/index.ts';
import type { CaseContext } from '../command-form.ts';
import type { Money } from '../money-input.ts';
import { moneyText, perMu } from '../money-text.ts';

type Input<T> = { readonly id?: string; readonly value?: T; readonly onChange?: (value: T) => void };

/** A text of an agreement, among the drafts recorded. */
export function DraftField({ id, value, onChange, context, kinds }: Input<string> & { readonly context: CaseContext; readonly kinds: readonly string[] }) {
  const t = useTexts();
  const drafts = (context.deal?.drafts ?? []).filter(({ data }) => kinds.includes(data.kind)).toReversed();
  const chosen = drafts.find((draft) => draft.id === value);
  return (
    <>
      <Select
        {...(id !== undefined && { id })}
        value={value ?? null}
        onChange={(next) => next !== null && onChange?.(next)}
        placeholder={t('form.choose')}
        notFoundContent={t('draft.none')}
        options={drafts.map(({ id: draft, on, data }) => ({ value: draft, label: `${data.title} · ${t.code('agreement', data.kind)} · ${on}`, disabled: data.fixesLandPrice }))}
      />
      {chosen && <Typography.Text code className="hash">{chosen.data.sha256}</Typography.Text>}
    </>
  );
}

/** Whether the text to sign is the text approved, hash against hash. */
export function HashesNote({ context }: { readonly context: CaseContext }) {
  const t = useTexts();
  const draft = Form.useWatch('draft') as string | undefined;
  const approved = context.deal?.decision?.data.sha256;
  const chosen = context.deal?.drafts.find(({ id }) => id === draft)?.data.sha256;
  if (!approved) return <div className="hashes">{t('hashes.none')}</div>;
  const same = approved === chosen;
  return (
    <div className={`hashes ${chosen === undefined ? '' : same ? 'hashes-same' : 'hashes-differ'}`} role="status">
      <div className="hashes-row"><span>{t('hashes.approved')}</span><code className="hash">{approved}</code></div>
      <div className="hashes-row"><span>{t('hashes.chosen')}</span><code className="hash">{chosen ?? '—'}</code></div>
      {chosen !== undefined && <strong>{same ? <CheckCircleFilled /> : <CloseCircleFilled />} {same ? t('hashes.same') : t('hashes.differ')}</strong>}
    </div>
  );
}

/** Investment for one 亩, in both definitions in use, while the dossier is filled. */
export function IntensityNote() {
  const t = useTexts();
  const total = Form.useWatch('totalInvestment') as Money | undefined;
  const fixed = Form.useWatch('fixedInvestment') as Money | undefined;
  const land = Form.useWatch('land') as number | undefined;
  const centiMu = typeof land === 'number' ? land : undefined;
  const of = (money: Money | undefined): string => perMu(money && 'amount' in money ? money : undefined, centiMu) ?? '—';
  return (
    <Form.Item label={t('intensity.title')}>
      <div className="intensity" role="status">
        <span>{t('intensity.total', { n: of(total) })}</span>
        <span>{t('intensity.fixed', { n: of(fixed) })}</span>
      </div>
    </Form.Item>
  );
}

/** A report that waits for its verdict, shown with what it says. */
export function ReportField({ id, value, onChange, context, of }: Input<string> & { readonly context: CaseContext; readonly of: 'milestone' | 'paid-in' }) {
  const t = useTexts();
  const delivery = context.deal?.delivery;
  const open = of === 'milestone'
    ? (delivery?.reported ?? []).map((report) => ({ value: milestoneIn(report), label: `${t.code('milestone', milestoneIn(report))} · ${report.on} · ${report.by.account}`, data: report.data as object }))
    : (delivery?.paidIn ?? []).filter(({ verdict }) => verdict === 'open').map((report) => ({ value: report.data.reportId, label: `${moneyText(report.data.amount, t)} · ${report.on} · ${report.by.account}`, data: report.data as object }));
  const chosen = open.find((report) => report.value === value);
  return (
    <>
      <Select {...(id !== undefined && { id })} value={value ?? null} onChange={(next) => next !== null && onChange?.(next)} placeholder={t('form.choose')} options={open.map(({ value: key, label }) => ({ value: key, label }))} />
      {chosen && <Facts data={chosen.data} caseId={context.id} className="report-facts" />}
    </>
  );
}

/** How credit is shared between the unit that gives and the one that takes. */
export function PercentField({ id, value = 50, onChange }: Input<number>) {
  const t = useTexts();
  return (
    <div>
      <Slider {...(id !== undefined && { id })} min={0} max={100} step={5} value={value} onChange={(next) => onChange?.(next)} />
      <div className="field-reading">{t('credit.shares', { kept: value, given: 100 - value })}</div>
    </div>
  );
}

/** Another filing of the firm, among the possible duplicates of this one. */
export function SameContentField({ id, value, onChange, context }: Input<string> & { readonly context: CaseContext }) {
  const t = useTexts();
  const { data, isPending } = useQuery({ queryKey: ['suggestions', context.id], queryFn: () => answerOf<{ suggestions: readonly Suggestion[] }>(api.GET('/api/v1/leads/{id}/suggestions', { params: { path: { id: context.id } } })) });
  const options = (data?.suggestions ?? []).flatMap((one) => ('leadId' in one ? [{ value: one.leadId, label: `${one.title} · ${one.investor}` }] : []));
  return <Select {...(id !== undefined && { id })} value={value ?? null} onChange={(next) => next !== null && onChange?.(next)} loading={isPending} options={options} placeholder={t('form.choose')} notFoundContent={t('suggestions.none')} />;
}
