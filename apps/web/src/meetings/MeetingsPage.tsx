import { PlusOutlined } from '@ant-design/icons';
import { Button, Empty, Form, Select, Table, type TableColumnsType, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { DayField } from '../forms/fields/DayField.tsx';
import { may, useSignedIn } from '../session/session.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { type Texts, useTexts } from '../texts/index.ts';
import { withParams } from '../url/as-of.ts';
import { FormDrawer } from './FormDrawer.tsx';
import type { MeetingRow } from './meeting-view.ts';
import { useMeetings } from './reads.ts';

const KINDS = ['review', 'decision'] as const;
const BODIES = ['directors-meeting', 'party-committee'] as const;
export const STATUS_COLOURS = { scheduled: 'processing', held: 'success', cancelled: 'default' } as const;

/** Review and decision meetings one may see, latest first; the office calls new ones here. */
export function MeetingsPage() {
  const t = useTexts();
  const me = useSignedIn();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const [calling, setCalling] = useState(false);
  const kind = KINDS.find((one) => one === params.get('kind'));
  const meetings = useMeetings(kind);
  const items = meetings.data?.pages.flatMap((page) => page.items) ?? [];
  useEffect(() => {
    document.title = `${t('meetings.title')} · ${t('app.name')}`;
  }, [t]);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('meetings.title')}</h1><p className="page-summary">{t('meetings.subtitle')}</p><span className="page-head-space" />
        {may(me, 'meeting.schedule') && <Button type="primary" icon={<PlusOutlined />} onClick={() => setCalling(true)}>{t('command.ScheduleMeeting')}</Button>}
      </div>
      <div className="filters">
        <Select allowClear aria-label={t('meetings.kind')} placeholder={t('meetings.kind')} value={kind} options={KINDS.map((value) => ({ value, label: t.code('meeting', value) }))} onChange={(value?: string) => setParams((before) => withParams(before, { kind: value }), { replace: true })} />
      </div>
      {meetings.error && <ProblemView error={meetings.error} retry={() => void meetings.refetch()} />}
      <Table<MeetingRow> rowKey="id" size="middle" columns={columns(t)} dataSource={[...items]} loading={meetings.isPending} pagination={false} scroll={{ x: 760 }} onRow={({ id }) => ({ onClick: () => void navigate(`/meetings/${id}`), className: 'row-link' })} locale={{ emptyText: meetings.isPending ? ' ' : <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('meetings.none')} /> }} />
      {meetings.hasNextPage && <div className="list-end"><Button loading={meetings.isFetchingNextPage} onClick={() => void meetings.fetchNextPage()}>{t('common.more')}</Button></div>}
      {calling && <CallDrawer onClose={() => setCalling(false)} onDone={(id) => void navigate(`/meetings/${id}`)} />}
    </div>
  );
}

function columns(t: Texts): TableColumnsType<MeetingRow> {
  return [
    { key: 'on', title: t('meetings.on'), width: 120, render: (_, { id, on }) => <Link to={`/meetings/${id}`} onClick={(event) => event.stopPropagation()}>{on}</Link> },
    { key: 'kind', title: t('meetings.kind'), width: 130, render: (_, { kind }) => t.code('meeting', kind) },
    { key: 'body', title: t('meetings.body'), width: 150, render: (_, { body }) => (body === null ? <span className="quiet">—</span> : t.code('body', body)) },
    { key: 'members', title: t('meetings.members'), ellipsis: true, render: (_, { members }) => members.join(t('facts.separator')) },
    { key: 'agenda', title: t('meetings.agenda'), width: 130, render: (_, { items, concluded }) => t('meetings.agenda-count', { n: items, done: concluded }) },
    { key: 'status', title: t('meetings.status'), width: 110, render: (_, { status }) => <Tag color={STATUS_COLOURS[status]}>{t.code('meeting-status', status)}</Tag> },
  ];
}

function CallDrawer({ onClose, onDone }: { readonly onClose: () => void; readonly onDone: (id: string) => void }) {
  const t = useTexts();
  const required = (label: string) => [{ required: true, message: t('form.required', { label }) }];
  return (
    <FormDrawer command="ScheduleMeeting" path="/api/v1/meetings" initial={{ kind: 'review' }} onClose={onClose} onDone={({ id }) => onDone(id)} body={({ kind, body, ...rest }) => ({ ...rest, kind, ...(kind === 'decision' && { body }) })}>
      <Form.Item name="kind" label={t('meetings.kind')} className="field-half" rules={required(t('meetings.kind'))}><Select options={KINDS.map((value) => ({ value, label: t.code('meeting', value) }))} /></Form.Item>
      <Form.Item noStyle shouldUpdate={(before: { kind?: string }, after: { kind?: string }) => before.kind !== after.kind}>
        {({ getFieldValue }) => getFieldValue('kind') === 'decision' && <Form.Item name="body" label={t('meetings.body')} className="field-half" rules={required(t('meetings.body'))}><Select options={BODIES.map((value) => ({ value, label: t.code('body', value) }))} /></Form.Item>}
      </Form.Item>
      <Form.Item name="on" label={t('meetings.on')} className="field-half" rules={required(t('meetings.on'))}><DayField future /></Form.Item>
      <Form.Item name="members" label={t('meetings.members')} className="field-whole" rules={required(t('meetings.members'))} extra={t('meetings.members.hint')}><Select mode="tags" tokenSeparators={[',', ' ', '，', '、']} /></Form.Item>
    </FormDrawer>
  );
}
