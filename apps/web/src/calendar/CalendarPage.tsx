import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button, Empty, Select, Skeleton, Space, Tag } from 'antd';
import { useEffect } from 'react';
import { Link, useSearchParams } from 'react-router';
import { UNIT_CODES } from '../domain/units.ts';
import { dayIn, daysBetween } from '../format/days.ts';
import { amountText } from '../format/money.ts';
import { STATUS_COLOURS } from '../promises/promise-view.ts';
import { may, useSignedIn } from '../session/session.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import { withParams } from '../url/as-of.ts';
import { byDay, type DueDay, type Entry, monthIn, plusMonths } from './calendar-view.ts';
import './calendar.css';
import { useCalendar } from './reads.ts';

/** What falls due in a month, day by day: promises, money claimed back, decisions about to lapse. */
export function CalendarPage() {
  const t = useTexts();
  const me = useSignedIn();
  const [params, setParams] = useSearchParams();
  const today = dayIn(new Date());
  const month = monthIn(params.get('month'), today);
  const unit = UNIT_CODES.find((code) => code === params.get('unit'));
  const calendar = useCalendar(month, unit);
  const days = byDay(calendar.data?.pages.flatMap(({ items }) => items) ?? []);
  const narrow = (values: Readonly<Record<string, string | undefined>>): void => setParams((before) => withParams(before, values), { replace: true });
  useEffect(() => {
    document.title = `${t('calendar.title')} · ${t('app.name')}`;
  }, [t]);
  return (
    <div className="page">
      <div className="page-head"><h1>{t('calendar.title')}</h1><p className="page-summary">{t('calendar.subtitle')}</p></div>
      <div className="filters">
        <MonthPicker month={month} today={today} onChange={(next) => narrow({ month: next })} />
        {may(me, 'board.all') && <Select allowClear aria-label={t('list.unit')} placeholder={t('list.unit')} value={unit} options={UNIT_CODES.map((value) => ({ value, label: t.code('unit', value) }))} onChange={(value?: string) => narrow({ unit: value })} popupMatchSelectWidth={false} />}
      </div>
      {calendar.error && <ProblemView error={calendar.error} retry={() => void calendar.refetch()} />}
      {calendar.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {calendar.data && days.length === 0 && <div className="panel"><Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('calendar.none')} /></div>}
      {days.length > 0 && <ol className="agenda">{days.map((day) => <DaySection key={day.on} day={day} today={today} />)}</ol>}
      {calendar.hasNextPage && <div className="list-end"><Button loading={calendar.isFetchingNextPage} onClick={() => void calendar.fetchNextPage()}>{t('common.more')}</Button></div>}
    </div>
  );
}

type MonthProps = { readonly month: string; readonly today: string; readonly onChange: (month: string | undefined) => void };

function MonthPicker({ month, today, onChange }: MonthProps) {
  const t = useTexts();
  const [year = '', of = ''] = month.split('-');
  return (
    <Space className="agenda-months">
      <Button icon={<LeftOutlined />} aria-label={t('calendar.before')} onClick={() => onChange(plusMonths(month, -1))} />
      <strong aria-live="polite" data-testid="month">{t('calendar.month', { year, month: Number(of) })}</strong>
      <Button icon={<RightOutlined />} aria-label={t('calendar.after')} onClick={() => onChange(plusMonths(month, 1))} />
      <Button disabled={month === today.slice(0, 7)} onClick={() => onChange(undefined)}>{t('calendar.this-month')}</Button>
    </Space>
  );
}

function DaySection({ day: { on, entries }, today }: { readonly day: DueDay; readonly today: string }) {
  const t = useTexts();
  const days = daysBetween(today, on);
  return (
    <li className={on === today ? 'agenda-day agenda-today' : 'agenda-day'}>
      <div className="agenda-date">
        <time dateTime={on}>{on.slice(5)}</time>
        <span>{t.code('weekday', String(new Date(`${on}T00:00:00Z`).getUTCDay()))}</span>
        <small>{days === 0 ? t('calendar.today') : t(days > 0 ? 'calendar.in' : 'calendar.ago', { n: Math.abs(days) })}</small>
      </div>
      <ul>{entries.map((entry) => <li key={`${entry.what}/${entry.id}`}><EntryLink entry={entry} /></li>)}</ul>
    </li>
  );
}

const tabOf = ({ what }: Entry): string => (what === 'decision' ? 'agreements' : 'promises');

function EntryLink({ entry }: { readonly entry: Entry }) {
  const t = useTexts();
  const { what, dealId, deal, unit, title, direction, kind, status, overdue, openFen } = entry;
  return (
    <Link to={`/cases/${dealId}?tab=${tabOf(entry)}`} className="agenda-entry" data-testid="due">
      <span className="agenda-what">
        <strong>{title ?? t.code('due', what)}</strong>
        {kind !== null && <Tag>{t.code('promise-kind', kind)}</Tag>}
        <StatusTag what={what} status={status} />
        {overdue && <Tag color="error">{t('promises.overdue')}</Tag>}
        {what === 'clawback' && openFen !== null && <span>{t('calendar.open', { amount: amountText(openFen, t.language) ?? t('money.zero') })}</span>}
      </span>
      <span className="agenda-case">{deal}{unit !== null && ` · ${t.code('unit', unit)}`}{direction !== null && ` · ${t.code('direction', direction)}`}</span>
    </Link>
  );
}

function StatusTag({ what, status }: Pick<Entry, 'what' | 'status'>) {
  const t = useTexts();
  if (what === 'decision') return <Tag color="warning">{t('calendar.lapses')}</Tag>;
  if (what === 'clawback') return <Tag color={status === 'open' ? 'warning' : 'success'}>{t.code('clawback', status)}</Tag>;
  return <Tag color={STATUS_COLOURS[status]}>{t.code('promise-status', status)}</Tag>;
}
