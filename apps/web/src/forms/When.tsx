import { Collapse, Form, Input, Select } from 'antd';
import { useActingFor } from '../api/acting.ts';
import { daysBetween } from '../format/days.ts';
import { useSignedIn } from '../session/session.ts';
import { useTexts } from '../texts/index.ts';
import type { Values } from './command-form.ts';
import { DayField } from './fields/DayField.tsx';
import { labelOf } from './fields/FieldItem.tsx';

const LATE_DAYS = 30;

type Props = { readonly command: string; /** A leader's own act, which others may enter in the leader's name. */ readonly leaders?: boolean; readonly today: string; readonly values: Values };

/** The other clock, why it is late, and for whom it is entered: what every command takes. */
export function When({ command, leaders = false, today, values }: Props) {
  const t = useTexts();
  const { role, actsFor = [] } = useSignedIn();
  const acting = useActingFor();
  const day = values['occurredOn'] as string | undefined;
  const late = day === undefined ? 0 : daysBetween(day, today);
  // For whom the whole tab acts need not be said again.
  const forLeader = leaders && role !== 'leader' && acting === null;
  const parts = (
    <div className="fields">
      <Form.Item name="occurredOn" label={labelOf(t, command, 'occurredOn')} className="field-half" extra={late > 0 ? t('form.late', { n: late }) : t('form.today')}><DayField placeholder={today} /></Form.Item>
      <Form.Item name="onBehalfOf" label={t('field.onBehalfOf')} className="field-half" rules={[{ required: forLeader, message: t('form.required', { label: t('field.onBehalfOf') }) }]} {...(forLeader && { extra: t('form.leader') })}>
        <Select allowClear placeholder={t(actsFor.length === 0 ? 'acting.none' : 'acting.self')} options={actsFor.map((value) => ({ value, label: value }))} />
      </Form.Item>
      {late > LATE_DAYS && <Form.Item name="lateReason" label={t('field.lateReason')} className="field-whole" rules={[{ required: true, whitespace: true, message: t('form.required', { label: t('field.lateReason') }) }]}><Input.TextArea autoSize maxLength={500} /></Form.Item>}
    </div>
  );
  return <Collapse ghost className="command-when" defaultActiveKey={leaders ? ['when'] : []} items={[{ key: 'when', label: t('form.when'), forceRender: true, children: parts }]} />;
}
