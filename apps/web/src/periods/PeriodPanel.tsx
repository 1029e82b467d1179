import { Button, Form, Input, Segmented, Select, Skeleton, Switch } from 'antd';
import { useState } from 'react';
import { useFigures } from '../figures/reads.ts';
import { UNIT_CODES } from '../domain/units.ts';
import { minuteIn } from '../format/days.ts';
import { FormDrawer } from '../meetings/FormDrawer.tsx';
import { may, useSignedIn } from '../session/session.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import { type ClosedPeriod, comparedLines } from './period-view.ts';
import { ComparedTable } from './ComparedTable.tsx';
import { useReport } from './reads.ts';
import { Restatements } from './Restatements.tsx';

type Props = { readonly period: ClosedPeriod; readonly params: URLSearchParams; readonly narrow: (values: Readonly<Record<string, string | undefined>>) => void };

/** One closed month: a recognition of it beside what is known now, figure by figure, and what was entered since. */
export function PeriodPanel({ period: { period, closings, revision, since }, params, narrow }: Props) {
  const t = useTexts();
  const me = useSignedIn();
  const [restating, setRestating] = useState(false);
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  const unit = UNIT_CODES.find((code) => code === params.get('unit'));
  const closing = closings.find(({ number }) => String(number) === params.get('closing')) ?? closings.at(-1);
  return (
    <section className="panel period-panel">
      <div className="period-head">
        <h2>{t('periods.month-of', { month: period })}</h2>
        {may(me, 'period.close') && <Button onClick={() => setRestating(true)} type={since > 0 ? 'primary' : 'default'}>{t('command.RestatePeriod')}</Button>}
      </div>
      <div className="filters">
        <Segmented aria-label={t('periods.recognitions')} value={closing?.number ?? 1} options={closings.map(({ number }) => ({ value: number, label: t('periods.nth', { n: number }) }))} onChange={(number) => narrow({ closing: String(number) })} />
        <Select allowClear aria-label={t('list.unit')} placeholder={t('figures.whole-zone')} value={unit} options={UNIT_CODES.filter((code) => code !== 'pool').map((value) => ({ value, label: t.code('unit', value) }))} onChange={(one?: string) => narrow({ unit: one })} popupMatchSelectWidth={false} />
        <label className="period-switch"><Switch size="small" checked={onlyDifferent} onChange={setOnlyDifferent} /> {t('periods.only-different')}</label>
      </div>
      {closing && <p className="quiet">{t('periods.recognised-by', { account: closing.by, time: minuteIn(new Date(closing.recordedAt)), ordinal: closing.ordinal })}</p>}
      {closing && <ReportTables period={period} unit={unit} closing={closing.number} onlyDifferent={onlyDifferent} />}
      <Restatements period={period} />
      {restating && (
        <FormDrawer command="RestatePeriod" path="/api/v1/periods/{period}/restatements" values={{ period }} ifMatch={revision} dated={false} onClose={() => setRestating(false)} onDone={() => narrow({ closing: undefined })}>
          <Form.Item name="reason" label={t('field.reason')} className="field-whole" rules={[{ required: true, whitespace: true, message: t('form.required', { label: t('field.reason') }) }]}><Input.TextArea autoSize={{ minRows: 2 }} maxLength={2000} /></Form.Item>
        </FormDrawer>
      )}
    </section>
  );
}

type TablesProps = { readonly period: string; readonly unit: string | undefined; readonly closing: number; readonly onlyDifferent: boolean };

function ReportTables({ period, unit, closing, onlyDifferent }: TablesProps) {
  const t = useTexts();
  const recognised = useReport(period, unit, closing);
  const present = useReport(period, unit);
  const figures = useFigures();
  const error = recognised.error ?? present.error;
  if (error) return <ProblemView error={error} retry={() => void Promise.all([recognised.refetch(), present.refetch()])} />;
  if (!recognised.data || !present.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const now = new Map(present.data.figures.map((figure) => [figure.name, figure]));
  const compared = recognised.data.figures.map((figure) => ({ figure, now: now.get(figure.name), lines: comparedLines(figure, now.get(figure.name)) }));
  const different = compared.filter(({ lines }) => lines.some(({ differs }) => differs));
  const titles = new Map(figures.data?.figures.map(({ name, title }) => [name, title[t.language]]));
  return (
    <>
      <p className={different.length > 0 ? 'period-verdict period-verdict-different' : 'period-verdict'} data-testid="verdict">{different.length === 0 ? t('periods.same') : t('periods.different', { n: different.length, figures: different.map(({ figure }) => titles.get(figure.name) ?? figure.name).join(t('facts.separator')) })}</p>
      {(onlyDifferent ? different : compared).map(({ figure, now: known, lines }) => (
        <ComparedTable key={figure.name} title={titles.get(figure.name) ?? figure.name} versions={[figure.definition, known?.definition]} lines={onlyDifferent ? lines.filter(({ differs }) => differs) : lines} columns={figure.columns} />
      ))}
    </>
  );
}
