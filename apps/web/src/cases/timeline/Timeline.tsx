import { ClockCircleOutlined, DownOutlined, UpOutlined } from '@ant-design/icons';
import { Button, Empty, Segmented, Skeleton, Tag, Tooltip, Typography } from 'antd';
import { useMemo, useState } from 'react';
import type { HistoryEvent } from '../../api/answers.ts';
import { useHistory } from '../../api/reads.ts';
import { minuteIn } from '../../format/days.ts';
import { ProblemView } from '../../shell/ProblemView.tsx';
import { useTexts } from '../../texts/index.ts';
import { useAsOf } from '../../url/use-as-of.ts';
import { Facts } from '../Facts.tsx';
import { Opened } from '../Opened.tsx';
import type { OpenText } from '../case-view.ts';
import { isAbout } from '../stage-dates.ts';
import { actorText, FAMILIES, type Family, familyOf, type Order, ordered, rawEvent, sentenceOf } from './wording.ts';

/** Everything that happened to a case, in words, on both clocks, down to the event itself. */
export function Timeline({ id }: { readonly id: string }) {
  const t = useTexts();
  const [asOf] = useAsOf();
  const { data, error, isPending, refetch } = useHistory(id, asOf);
  const [chosen, setChosen] = useState<readonly Family[]>([]);
  const [order, setOrder] = useState<Order>('recorded');
  const shown = useMemo(() => ordered((data?.events ?? []).filter(({ type }) => chosen.length === 0 || chosen.includes(familyOf(type))), order), [data, chosen, order]);
  if (isPending) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (error) return <ProblemView error={error} retry={() => void refetch()} />;
  const present = FAMILIES.filter((family) => data.events.some(({ type }) => familyOf(type) === family));
  const toggle = (family: Family, on: boolean): void => setChosen((before) => (on ? [...before, family] : before.filter((one) => one !== family)));
  return (
    <section className="timeline" aria-label={t('case.tab.timeline')}>
      <div className="timeline-bar">
        <div className="timeline-families" role="group" aria-label={t('timeline.filter')}>
          <Tag.CheckableTag checked={chosen.length === 0} onChange={() => setChosen([])}>{t('common.all')} {data.events.length}</Tag.CheckableTag>
          {present.map((family) => <Tag.CheckableTag key={family} checked={chosen.includes(family)} onChange={(on) => toggle(family, on)}>{t(`family.${family}`)} {data.events.filter(({ type }) => familyOf(type) === family).length}</Tag.CheckableTag>)}
        </div>
        <Segmented<Order> size="small" value={order} onChange={setOrder} options={[{ value: 'recorded', label: t('timeline.by-recorded') }, { value: 'happened', label: t('timeline.by-happened') }]} />
      </div>
      <p className="timeline-place">{t('timeline.place', { n: data.events.length, ordinal: data.ordinal })}{data.known && ` · ${t('timeline.known', { time: minuteIn(new Date(data.known)) })}`}</p>
      {shown.length === 0 && <Empty description={t('case.history.empty')} />}
      <ol className="timeline-list">{shown.map((event) => <Item key={event.id} event={event} caseId={id} order={order} />)}</ol>
    </section>
  );
}

type Recorded = HistoryEvent & { readonly lateDays?: number };

function Item({ event, caseId, order }: { readonly event: Recorded; readonly caseId: string; readonly order: Order }) {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  const { id, type, data, occurredOn, recordedAt, actor, via, ordinal, lateDays = 0 } = event;
  const late = data['lateReason'] as OpenText | undefined;
  const recorded = minuteIn(new Date(recordedAt));
  return (
    <li className={`event event-${familyOf(type)} ${lateDays > 0 ? 'event-late' : ''}`} data-testid={`event-${type}`}>
      <div className="event-when">
        <strong>{order === 'happened' ? occurredOn : recorded.slice(0, 10)}</strong>
        <span>{order === 'happened' ? '' : recorded.slice(11)}</span>
      </div>
      <div className="event-body">
        <div className="event-head">
          <span className="event-type">{t.code('event', type)}</span>
          {!isAbout(event, caseId) && <Tag>{t('timeline.other-filing')}</Tag>}
          {lateDays > 0 && <Tooltip title={t('timeline.late-hint', { occurredOn, recorded })}><Tag color={lateDays > 30 ? 'error' : 'warning'} icon={<ClockCircleOutlined />} tabIndex={0}>{t('case.late', { n: lateDays })}</Tag></Tooltip>}
          {via === 'demonstration' && <Tag>{t('via.demonstration')}</Tag>}
          <span className="event-position">#{ordinal}</span>
        </div>
        <p className="event-sentence">{sentenceOf(event, t)}</p>
        {late && <p className="event-reason">{t('timeline.late-reason')}<Opened value={late} /></p>}
        <p className="event-who">
          <span>{actorText(actor, t)}</span>
          <span>{t('timeline.happened', { day: occurredOn })}</span>
          <span>{t('timeline.recorded', { time: recorded })}</span>
          {via && via !== 'demonstration' && <span>{t.code('via', via)}</span>}
        </p>
        <Button type="link" size="small" className="event-more" icon={open ? <UpOutlined /> : <DownOutlined />} aria-expanded={open} onClick={() => setOpen(!open)}>{open ? t('timeline.less') : t('timeline.details')}</Button>
        {open && (
          <div className="event-details">
            <Facts type={type} data={data} caseId={caseId} />
            <p className="event-raw-note">{t('timeline.raw')}</p>
            <Typography.Paragraph className="event-raw" copyable={{ text: rawEvent(event) }}><pre tabIndex={0}>{rawEvent(event)}</pre></Typography.Paragraph>
            <span className="quiet">{id}</span>
          </div>
        )}
      </div>
    </li>
  );
}
