import { DatePicker, Drawer, Empty, Segmented, Skeleton } from 'antd';
import dayjs from 'dayjs';
import { useMemo, useState } from 'react';
import { useChanges } from '../api/reads.ts';
import { dayIn, minuteIn, plusDays } from '../format/days.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import type { AsOf } from '../url/as-of.ts';
import { ChangeList } from './ChangeList.tsx';

type Clock = 'known' | 'happened';
const SPANS = [['changes.week', 7], ['changes.two-weeks', 14], ['changes.month', 30]] as const;

/** What became of each case of a board since a day: since the last meeting, say. */
export function ChangesDrawer({ open, onClose, unit, asOf }: { readonly open: boolean; readonly onClose: () => void; readonly unit: string; readonly asOf: AsOf }) {
  const t = useTexts();
  const until = asOf.known === undefined ? undefined : dayIn(new Date(asOf.known));
  const [clock, setClock] = useState<Clock>('known');
  const [chosen, setChosen] = useState<string>();
  const today = dayIn(new Date());
  const from = chosen ?? plusDays(until ?? today, -7);
  const to = clock === 'known' ? asOf.known : (asOf.happened ?? until);
  const asked = useMemo(() => ({ unit, from, to, clock }), [unit, from, to, clock]);
  const { data, error, isPending, refetch } = useChanges(asked, open);
  return (
    <Drawer open={open} onClose={onClose} title={t('changes.title')} size={520} className="changes" rootClassName="changes-root">
      <div className="changes-asked">
        <label htmlFor="changes-from">{t('changes.since')}</label>
        <DatePicker id="changes-from" allowClear={false} value={dayjs(from)} disabledDate={(date) => date.format('YYYY-MM-DD') > today} onChange={(date) => setChosen(date?.format('YYYY-MM-DD'))} />
        <span className="changes-until">{asOf.known ? t('changes.until', { time: minuteIn(new Date(asOf.known)) }) : t('changes.until-now')}</span>
        <Segmented size="small" value={daysOption(from, until ?? today)} options={SPANS.map(([text, days]) => ({ value: days, label: t(text) }))} onChange={(days) => setChosen(plusDays(until ?? today, -days))} />
        <Segmented<Clock> size="small" value={clock} onChange={setClock} options={[{ value: 'known', label: t('changes.clock.known') }, { value: 'happened', label: t('changes.clock.happened') }]} />
      </div>
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      {isPending && open && <Skeleton active paragraph={{ rows: 8 }} />}
      {data && (data.changes.length === 0 ? <Empty description={<><strong>{t('changes.none')}</strong><br />{t('changes.none.text')}</>} /> : <ChangeList changes={data.changes} />)}
    </Drawer>
  );
}

// No span of the choice fits another start: then none is marked.
function daysOption(from: string, until: string): number {
  return SPANS.find(([, days]) => plusDays(until, -days) === from)?.[1] ?? -1;
}
