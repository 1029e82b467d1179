import { CalendarOutlined, HistoryOutlined } from '@ant-design/icons';
import { Alert, Button, DatePicker, Popover, Space, Tag } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { dayIn, minuteIn, plusDays } from '../format/days.ts';
import { type Texts, useTexts } from '../texts/index.ts';
import { type AsOf, isPast } from '../url/as-of.ts';

type Props = { readonly value: AsOf; readonly onChange: (next: AsOf) => void };

/** Two dates for two questions: by when it was known, and by which day it had happened. */
export function AsOfPicker({ value, onChange }: Props) {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <Popover trigger="click" open={open} onOpenChange={setOpen} placement="bottomRight" content={<Fields value={value} onChange={onChange} />}>
      <Button icon={<HistoryOutlined />} className={isPast(value) ? 'as-of as-of-past' : 'as-of'} data-testid="as-of">
        {t('as-of.known.short')} {value.known ? knownText(value.known) : t('as-of.now')}
        {value.happened && ` · ${t('as-of.happened.short')} ${value.happened}`}
      </Button>
    </Popover>
  );
}

function Fields({ value, onChange }: Props) {
  const t = useTexts();
  const today = dayIn(new Date());
  return (
    <div className="as-of-fields">
      <label htmlFor="as-of-known">{t('as-of.known')}</label>
      <DatePicker
        id="as-of-known"
        showTime={{ format: 'HH:mm' }}
        format="YYYY-MM-DD HH:mm"
        value={value.known ? dayjs(minuteText(value.known)) : null}
        disabledDate={(date) => date.format('YYYY-MM-DD') > today}
        onChange={(date) => onChange({ ...value, known: date ? instantOf(date.format('YYYY-MM-DDTHH:mm:00+08:00')) : undefined })}
        placeholder={t('as-of.now')}
        getPopupContainer={(trigger) => trigger.parentElement ?? document.body}
      />
      <p>{t('as-of.known.hint')}</p>
      <Space size={4} wrap>
        {endings(today).map(([text, day]) => (
          <Tag.CheckableTag key={text} checked={value.known === endOf(day)} onChange={(on) => onChange({ ...value, known: on ? endOf(day) : undefined })}>{t(text)}</Tag.CheckableTag>
        ))}
      </Space>
      <label htmlFor="as-of-happened">{t('as-of.happened')}</label>
      <DatePicker
        id="as-of-happened"
        value={value.happened ? dayjs(value.happened) : null}
        onChange={(date) => onChange({ ...value, happened: date ? date.format('YYYY-MM-DD') : undefined })}
        placeholder={t('as-of.now')}
        suffixIcon={<CalendarOutlined />}
        getPopupContainer={(trigger) => trigger.parentElement ?? document.body}
      />
      <p>{t('as-of.happened.hint')}</p>
      <Button block disabled={!isPast(value)} onClick={() => onChange({})}>{t('as-of.return')}</Button>
    </div>
  );
}

/** Says that the screen looks at the past, and leads back; nothing when it looks at now. */
export function PastBanner({ value, onChange }: Props) {
  const t = useTexts();
  if (!isPast(value)) return null;
  return (
    <Alert
      type="warning"
      showIcon
      icon={<HistoryOutlined />}
      className="past"
      data-testid="past"
      title={<>{pastText(value, t)}<span className="past-note">{t('as-of.read-only')}</span></>}
      action={<Button size="small" type="primary" onClick={() => onChange({})}>{t('as-of.return')}</Button>}
    />
  );
}

function pastText({ known, happened }: AsOf, t: Texts): string {
  const facts = { known: known ? knownText(known) : '', happened: happened ?? '' };
  if (known && happened) return t('as-of.banner.both', facts);
  return known ? t('as-of.banner.known', facts) : t('as-of.banner.happened', facts);
}

const minuteText = (known: string): string => (known.length === 10 ? `${known} 23:59` : minuteIn(new Date(known)));
const knownText = minuteText;
const endOf = (day: string): string => `${day}T23:59:59+08:00`;

// A moment of the minute that runs now is not known to its end yet.
const instantOf = (instant: string): string => (Date.parse(instant) > Date.now() ? new Date().toISOString() : instant);

function endings(today: string): readonly (readonly ['as-of.end-of-last-week' | 'as-of.end-of-last-month' | 'as-of.end-of-last-year', string])[] {
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  return [
    ['as-of.end-of-last-week', plusDays(today, -weekday - 1)],
    ['as-of.end-of-last-month', plusDays(`${today.slice(0, 8)}01`, -1)],
    ['as-of.end-of-last-year', plusDays(`${today.slice(0, 5)}01-01`, -1)],
  ];
}
