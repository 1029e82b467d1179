import { ArrowRightOutlined } from '@ant-design/icons';
import { Tag } from 'antd';
import type { HistoryEvent } from '../../api/answers.ts';
import { minuteIn } from '../../format/days.ts';
import { useTexts } from '../../texts/index.ts';
import { factsAt, placeName } from '../facts.ts';
import { Opened } from '../Opened.tsx';
import type { Correction } from './corrections.ts';
import { actorText } from './wording.ts';

/** One correction, folded into the entry that it corrects: what was wrong, struck through, what is right, who said so, when and why. */
export function CorrectionNote({ correction, entered }: { readonly correction: Correction; readonly entered: HistoryEvent }) {
  const t = useTexts();
  const { data, actor, recordedAt, ordinal, restates } = correction;
  const shown = (path: string, value: unknown): string => factsAt(entered.type, path, value, t).map(({ text }) => text ?? t('text.erased')).join(t('facts.separator'));
  return (
    <div className="correction" id={`event-${correction.id}`} data-testid="correction">
      <p className="correction-head"><strong>{t('event.EntryCorrected')}</strong><Restates months={restates} /><span className="event-position">#{ordinal}</span></p>
      <dl>
        {data.day && <Change label={t('field.occurredOn')} was={data.day.was} is={data.day.is} />}
        {data.values.map(({ path, was, is }) => <Change key={path} label={placeName(path, t)} was={shown(path, was)} is={shown(path, is)} />)}
        {data.texts.map(({ path, is }) => <Change key={path} label={placeName(path, t)} was={shown(path, entered.data[path])} is={shown(path, is)} />)}
      </dl>
      <p className="event-reason">{t('timeline.correction-reason')}<Opened value={data.reason} /></p>
      <p className="event-who"><span>{actorText(actor, t)}</span><span>{t('timeline.recorded', { time: minuteIn(new Date(recordedAt)) })}</span></p>
    </div>
  );
}

function Change({ label, was, is }: { readonly label: string; readonly was: string; readonly is: string }) {
  const t = useTexts();
  return (
    <div className="correction-change">
      <dt>{label}</dt>
      <dd><del>{was === '' ? t('timeline.nothing') : was}</del> <ArrowRightOutlined aria-label={t('timeline.corrected-to')} /> <ins>{is === '' ? t('timeline.nothing') : is}</ins></dd>
    </div>
  );
}

/** The closed months that an entry restates. */
export function Restates({ months = [] }: { readonly months?: readonly string[] | undefined }) {
  const t = useTexts();
  return months.map((month) => <Tag key={month} color="purple">{t('timeline.restates', { month })}</Tag>);
}
