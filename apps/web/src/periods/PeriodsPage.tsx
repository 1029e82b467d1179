import { LockOutlined } from '@ant-design/icons';
import { Button, Empty, Form, Input, Select, Skeleton, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import '../figures/figures.css';
import { dayIn, minuteIn } from '../format/days.ts';
import { FormDrawer } from '../meetings/FormDrawer.tsx';
import { may, useSignedIn } from '../session/session.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import { withParams } from '../url/as-of.ts';
import { type ClosedPeriod, openMonths } from './period-view.ts';
import { PeriodPanel } from './PeriodPanel.tsx';
import './periods.css';
import { usePeriods } from './reads.ts';

/** The months that were closed: what was recognised of each, and what came for it later. */
export function PeriodsPage() {
  const t = useTexts();
  const me = useSignedIn();
  const [params, setParams] = useSearchParams();
  const [closing, setClosing] = useState(false);
  const { data, error, refetch } = usePeriods();
  const periods = data?.periods.toSorted((a, b) => (a.period < b.period ? 1 : -1)) ?? [];
  const chosen = periods.find(({ period }) => period === params.get('period')) ?? periods[0];
  const narrow = (values: Readonly<Record<string, string | undefined>>): void => setParams((before) => withParams(before, values), { replace: true });
  useEffect(() => {
    document.title = `${t('periods.title')} · ${t('app.name')}`;
  }, [t]);
  const close = may(me, 'period.close') && data && <Button type="primary" icon={<LockOutlined />} onClick={() => setClosing(true)}>{t('command.ClosePeriod')}</Button>;
  return (
    <div className="page">
      <div className="page-head"><h1>{t('periods.title')}</h1><p className="page-summary">{t('periods.subtitle')}</p><span className="page-head-space" />{periods.length > 0 && close}</div>
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 8 }} />}
      {data && !chosen && <div className="panel"><Empty description={t('periods.none')}>{close}</Empty></div>}
      {chosen && (
        <div className="periods-page">
          <PeriodLinks periods={periods} chosen={chosen} params={params} />
          <PeriodPanel key={chosen.period} period={chosen} params={params} narrow={narrow} />
        </div>
      )}
      {closing && <CloseDrawer periods={periods} onClose={() => setClosing(false)} onDone={(period) => narrow({ period, closing: undefined })} />}
    </div>
  );
}

type LinksProps = { readonly periods: readonly ClosedPeriod[]; readonly chosen: ClosedPeriod; readonly params: URLSearchParams };

function PeriodLinks({ periods, chosen, params }: LinksProps) {
  const t = useTexts();
  return (
    <nav aria-label={t('periods.title')} className="panel period-links">
      {periods.map(({ period, closings, since }) => (
        <Link key={period} to={{ search: withParams(params, { period, closing: undefined }).toString() }} aria-current={period === chosen.period ? 'page' : undefined} data-testid="period">
          <strong>{period}</strong>
          <span>{t('periods.recognised', { n: closings.length })}</span>
          <span className="quiet">{minuteIn(new Date(closings.at(-1)?.recordedAt ?? 0))}</span>
          {since > 0 && <Tag color="purple">{t('periods.since', { n: since })}</Tag>}
        </Link>
      ))}
    </nav>
  );
}

type CloseProps = { readonly periods: readonly ClosedPeriod[]; readonly onClose: () => void; readonly onDone: (period: string) => void };

function CloseDrawer({ periods, onClose, onDone }: CloseProps) {
  const t = useTexts();
  const months = openMonths(dayIn(new Date()), periods.map(({ period }) => period));
  const [month, setMonth] = useState(months[0] ?? '');
  return (
    <FormDrawer command="ClosePeriod" path="/api/v1/periods/{period}/closing" values={{ period: month }} dated={false} onClose={onClose} onDone={() => onDone(month)}>
      <Form.Item label={t('periods.month')} htmlFor="closed-month" className="field-half"><Select id="closed-month" value={month} options={months.map((value) => ({ value, label: value }))} onChange={setMonth} /></Form.Item>
      <Form.Item name="note" label={t('field.note')} className="field-whole"><Input.TextArea autoSize={{ minRows: 2 }} maxLength={2000} /></Form.Item>
    </FormDrawer>
  );
}
