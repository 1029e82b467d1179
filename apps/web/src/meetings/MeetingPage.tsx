import { Alert, Button, Checkbox, Descriptions, Empty, Form, Input, Select, Skeleton, Space, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { useParams } from 'react-router';
import { useCases } from '../api/reads.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import { AgendaItemCard } from './AgendaItemCard.tsx';
import { FormDrawer } from './FormDrawer.tsx';
import type { MeetingView } from './meeting-view.ts';
import { STATUS_COLOURS } from './MeetingsPage.tsx';
import { useMeeting } from './reads.ts';
import './meetings.css';

/** One meeting: its agenda, what one has declared, what one may do; scores and votes of what is concluded. */
export function MeetingPage() {
  const t = useTexts();
  const { id = '' } = useParams();
  const { data: meeting, error, isPending, refetch } = useMeeting(id);
  const title = meeting ? `${t.code('meeting', meeting.kind)} · ${meeting.on}` : t('meetings.title');
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
  if (error) return <div className="page"><ProblemView error={error} retry={() => void refetch()} /></div>;
  if (isPending || !meeting) return <div className="page" aria-busy="true"><Skeleton active paragraph={{ rows: 8 }} /></div>;
  return (
    <div className="page meeting-page">
      <div className="page-head"><h1>{title}</h1><Tag color={STATUS_COLOURS[meeting.status]}>{t.code('meeting-status', meeting.status)}</Tag><span className="page-head-space" /><MeetingActions meeting={meeting} /></div>
      <Descriptions size="small" column={{ xs: 1, sm: 2 }} items={[
        ...(meeting.body === null ? [] : [{ key: 'body', label: t('meetings.body'), children: t.code('body', meeting.body) }]),
        { key: 'quorum', label: t('meetings.quorum'), children: t('meetings.quorum-of', { n: meeting.quorum, of: meeting.members.length }) },
        { key: 'members', label: t('meetings.members'), children: meeting.members.join(t('facts.separator')) },
        { key: 'present', label: t('meetings.present'), children: meeting.present ? meeting.present.join(t('facts.separator')) : t('meetings.not-recorded') },
      ]} />
      {meeting.items.length === 0 ? <Empty description={t('meetings.no-items')} /> : meeting.items.map((item) => <AgendaItemCard key={item.id} meeting={meeting} item={item} />)}
    </div>
  );
}

function MeetingActions({ meeting }: { readonly meeting: MeetingView }) {
  const t = useTexts();
  const [open, setOpen] = useState<string | null>(null);
  const { id, revision, allowed, members, present } = meeting;
  const close = (): void => setOpen(null);
  return (
    <>
      <Space wrap>{allowed.map((command) => <Button key={command} danger={command === 'CancelMeeting'} type={command === 'AddAgendaItem' ? 'primary' : 'default'} onClick={() => setOpen(command)}>{t.code('command', command)}</Button>)}</Space>
      {open === 'AddAgendaItem' && <AddItemDrawer meeting={meeting} onClose={close} />}
      {open === 'RecordAttendance' && (
        <FormDrawer command="RecordAttendance" path="/api/v1/meetings/{id}/attendance" values={{ id }} ifMatch={revision} initial={{ present: present ?? members }} body={({ present: there, ...rest }) => ({ ...rest, present: there ?? [] })} onClose={close}>
          <Form.Item name="present" label={t('meetings.present')} className="field-whole"><Checkbox.Group options={[...members]} /></Form.Item>
        </FormDrawer>
      )}
      {open === 'CancelMeeting' && (
        <FormDrawer command="CancelMeeting" path="/api/v1/meetings/{id}/cancellation" values={{ id }} ifMatch={revision} onClose={close}>
          <Form.Item name="reason" label={t('field.reason')} className="field-whole" rules={[{ required: true, whitespace: true, message: t('form.required', { label: t('field.reason') }) }]}><Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} /></Form.Item>
        </FormDrawer>
      )}
    </>
  );
}

function AddItemDrawer({ meeting: { id }, onClose }: { readonly meeting: MeetingView; readonly onClose: () => void }) {
  const t = useTexts();
  const deals = useCases('deals', { stage: 'in-review' }, {});
  const options = (deals.data?.pages ?? []).flatMap((page) => page.items).map((card) => ({ value: card.id, label: `${card.title}（${card.investor}）` }));
  return (
    <FormDrawer command="AddAgendaItem" path="/api/v1/meetings/{id}/items" values={{ id }} onClose={onClose}>
      {options.length === 0 && !deals.isPending && <Alert type="info" showIcon className="field-whole" title={t('meetings.no-deals')} />}
      <Form.Item name="dealId" label={t('meetings.deal')} className="field-whole" rules={[{ required: true, message: t('form.required', { label: t('meetings.deal') }) }]}><Select showSearch={{ optionFilterProp: 'label' }} loading={deals.isPending} options={options} /></Form.Item>
    </FormDrawer>
  );
}
