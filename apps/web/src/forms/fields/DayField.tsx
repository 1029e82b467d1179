import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { dayIn } from '../../format/days.ts';

type Props = { readonly id?: string; readonly value?: string; readonly onChange?: (value: string | undefined) => void; readonly future?: boolean; readonly placeholder?: string };

/** A calendar day; one that may not lie in the future unless it is a plan. */
export function DayField({ id, value, onChange, future = false, placeholder }: Props) {
  const today = dayIn(new Date());
  return (
    <DatePicker
      {...(id !== undefined && { id })}
      className="day-field"
      value={value ? dayjs(value) : null}
      {...(placeholder !== undefined && { placeholder })}
      disabledDate={(date) => !future && date.format('YYYY-MM-DD') > today}
      // Enter takes the day that was typed; it does not send the form around it.
      onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      onChange={(date) => onChange?.(date ? date.format('YYYY-MM-DD') : undefined)}
    />
  );
}
