import { ClockCircleOutlined, DownOutlined, EditOutlined, UpOutlined } from '@ant-design/icons';
import { Button, Empty, Segmented, Skeleton, Tag, Tooltip, Typography } from 'antd';
import { useMemo, useState } from 'react';
import type { AttractionKind, HistoryEvent } from '../../api/answers.ts';
import { useHistory } from '../../api/reads.ts';
import { minuteIn } from '../../format/days.ts';
import { ProblemView } from '../../shell/ProblemView.tsx';
import { useTexts } from '../../texts/index.ts';
import { isPast } from '../../url/as-of.ts';
import { useAsOf } from '../../url/use-as-of.ts';
import { Facts } from '../Facts.tsx';
import { Opened } from '../Opened.tsx';
import type { OpenText } from '../case-view.ts';
import { isAbout } from '../stage-dates.ts';
import { CorrectionDrawer } from './CorrectionDrawer.tsx';
import { CorrectionNote, Restates } from './CorrectionNote.tsx';
import { type Told, told } from './corrections.ts';
import { actorText, FAMILIES, type Family, familyOf, type Order, ordered, rawEvent, sentenceOf } from './wording.ts';

/** Everything that happened to a case, in words, on both clocks, down to the event itself. */
export function Timeline({ id, kind }: { readonly id: string; readonly kind: AttractionKind }) {
  const t = useTexts();
  const [asOf] = useAsOf();
  const { data, error, isPending, refetch } = useHistory(id, asOf);
  const [chosen, setChosen] = useState<readonly Family[]>([]);
  const [order, setOrder] = useState<Order>('recorded');
  const [wrong, setWrong] = useState<HistoryEvent | null>(null);
  const entries = useMemo(() => new Map(told(data?.events ?? []).map((one) => [one.event.id, one])), [data]);
  const events = useMemo(() => [...entries.values()].map(({ event }) => event), [entries]);
  const shown = useMemo(() => ordered(events.filter(({ type }) => chosen.length === 0 || chosen.includes(familyOf(type))), order), [events, chosen, order]);
  if (isPending) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (error) return <ProblemView error={error} retry={() => void refetch()} />;
  const present = FAMILIES.filter((family) => events.some(({ type }) => familyOf(type) === family));
  const toggle = (family: Family, on: boolean): void => setChosen((before) => (on ? [...before, family] : before.filter((one) => one !== family)));
  return (
    <section className="timeline" aria-label={t('case.tab.timeline')}>
      <div className="timeline-bar">
        <div className="timeline-families" role="group" aria-label={t('timeline.filter')}>
          <Tag.CheckableTag checked={chosen.length === 0} onChange={() => setChosen([])}>{t('common.all')} {events.length}</Tag.CheckableTag>
          {present.map((family) => <Tag.CheckableTag key={family} checked={chosen.includes(family)} onChange={(on) => toggle(family, on)}>{t(`family.${family}`)} {events.filter(({ type }) => familyOf(type) === family).length}</Tag.CheckableTag>)}
        </div>
        <Segmented<Order> size="small" value={order} onChange={setOrder} options={[{ value: 'recorded', label: t('timeline.by-recorded') }, { value: 'happened', label: t('timeline.by-happened') }]} />
      </div>
      <p className="timeline-place">{t('timeline.place', { n: data.events.length, ordinal: data.ordinal })}{data.known && ` · ${t('timeline.known', { time: minuteIn(new Date(data.known)) })}`}</p>
      {shown.length === 0 && <Empty description={t('case.history.empty')} />}
      <ol className="timeline-list">{shown.map((event) => <Item key={event.id} told={entries.get(event.id)!} caseId={id} order={order} {...(event.correctable && !isPast(asOf) && { onCorrect: () => setWrong(event) })} />)}</ol>
      {wrong && <CorrectionDrawer event={wrong} kind={kind} onClose={() => setWrong(null)} />}
    </section>
  );
}

type ItemProps = { readonly told: Told; readonly caseId: string; readonly order: Order; readonly onCorrect?: () => void };

function Item({ told: { event, entered, corrections }, caseId, order, onCorrect }: ItemProps) {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  const { id, type, data, occurredOn, recordedAt, actor, via, ordinal, lateDays = 0, restates } = event;
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
          <Restates months={restates} />
          {corrections.length > 0 && <Tag color="gold">{t('timeline.corrected')}</Tag>}
          {via === 'demonstration' && <Tag>{t('via.demonstration')}</Tag>}
          <span className="event-position">#{ordinal}</span>
        </div>
        <p className="event-sentence">{sentenceOf(event, t)}</p>
        {late && <p className="event-reason">{t('timeline.late-reason')}<Opened value={late} /></p>}
        <p className="event-who">
          <span>{actorText(actor, t)}</span>
          <span>{entered.occurredOn === occurredOn ? t('timeline.happened', { day: occurredOn }) : <>{t('timeline.happened', { day: '' })}<del>{entered.occurredOn}</del> {occurredOn}</>}</span>
          <span>{t('timeline.recorded', { time: recorded })}</span>
          {via && via !== 'demonstration' && <span>{t.code('via', via)}</span>}
        </p>
        {corrections.map((correction) => <CorrectionNote key={correction.id} correction={correction} entered={entered} />)}
        {onCorrect && <Button type="link" size="small" className="event-more event-correct" icon={<EditOutlined />} onClick={onCorrect}>{t('timeline.correct')}</Button>}
        <Button type="link" size="small" className="event-more" icon={open ? <UpOutlined /> : <DownOutlined />} aria-expanded={open} onClick={() => setOpen(!open)}>{open ? t('timeline.less') : t('timeline.details')}</Button>
        {open && (
          <div className="event-details">
            <Facts type={type} data={data} caseId={caseId} />
            <p className="event-raw-note">{t('timeline.raw')}</p>
            <Typography.Paragraph className="event-raw" copyable={{ text: rawEvent(entered) }}><pre tabIndex={0}>{rawEvent(entered)}</pre></Typography.Paragraph>
            <span className="quiet">{id}</span>
          </div>
        )}
      </div>
    </li>
  );
}
