import { Empty, Skeleton, Timeline } from 'antd';
import { useEffect } from 'react';
import { useParams } from 'react-router';
import type { HistoryEvent } from '../api/answers.ts';
import { useHistory } from '../api/reads.ts';
import { PastBanner, AsOfPicker } from '../board/AsOfPicker.tsx';
import { dayIn, daysBetween, minuteIn } from '../format/days.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import { useAsOf } from '../url/use-as-of.ts';

/** A case with its whole history, as known on any date. */
export function CasePage() {
  const t = useTexts();
  const { id = '' } = useParams();
  const [asOf, setAsOf] = useAsOf();
  const { data, error, isPending, refetch } = useHistory(id, asOf);
  const title = data?.events.map(({ data: { title: name } }) => name).find((name) => typeof name === 'string') ?? t('case.title');
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
  return (
    <div className="page">
      <div className="page-head"><h1>{title}</h1><span className="page-head-space" /><AsOfPicker value={asOf} onChange={setAsOf} /></div>
      <PastBanner value={asOf} onChange={setAsOf} />
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      {isPending && <Skeleton active paragraph={{ rows: 10 }} />}
      {data && (
        <section className="panel">
          <h2>{t('case.history')}</h2>
          {data.events.length === 0 ? <Empty description={t('case.history.empty')} /> : <Timeline items={data.events.map((event) => ({ key: event.id, content: <Event event={event} /> }))} />}
        </section>
      )}
    </div>
  );
}

function Event({ event: { type, occurredOn, recordedAt, actor } }: { readonly event: HistoryEvent }) {
  const t = useTexts();
  const recorded = new Date(recordedAt);
  const late = daysBetween(occurredOn, dayIn(recorded));
  return (
    <div>
      <strong>{occurredOn}</strong> {type}
      <div className="quiet">
        {actor.onBehalfOf ? t('case.on-behalf', { account: actor.account, other: actor.onBehalfOf }) : t('case.by', { account: actor.account })} · {t('case.recorded', { time: minuteIn(recorded) })}
        {late > 0 && ` · ${t('case.late', { n: late })}`}
      </div>
    </div>
  );
}
