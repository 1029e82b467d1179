import { Button, Empty, Skeleton } from 'antd';
import { Link } from 'react-router';
import { minuteIn } from '../format/days.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import { useRestatements } from './reads.ts';

/** What was entered or corrected for a month after it was first closed, each entry leading to its case. */
export function Restatements({ period }: { readonly period: string }) {
  const t = useTexts();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useRestatements(period);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="period-figure">
      <h3>{t('periods.restatements')}</h3>
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active />}
      {data && items.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('periods.no-restatements')} />}
      <ul className="restatements">
        {items.map(({ id, case: found, type, occurredOn, recordedAt, ordinal, corrects }) => (
          <li key={id} data-testid="restatement">
            <Link to={`/cases/${found}?tab=timeline`}>{corrects === null ? t.code('event', type) : t('periods.corrects', { entry: t.code('event', corrects) })}</Link>
            <span>{t('timeline.happened', { day: occurredOn })}</span><span>{t('timeline.recorded', { time: minuteIn(new Date(recordedAt)) })}</span><span className="quiet">#{ordinal}</span>
          </li>
        ))}
      </ul>
      {hasNextPage && <div className="list-end"><Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('common.more')}</Button></div>}
    </section>
  );
}
