import { LockOutlined } from '@ant-design/icons';
import { Alert, App, Button, Card, Descriptions, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { Opened } from '../cases/Opened.tsx';
import { moneyText } from '../forms/money-text.ts';
import { useFormCommand } from '../forms/use-form-command.ts';
import { may, useSignedIn } from '../session/session.ts';
import { problemTitle } from '../shell/ProblemView.tsx';
import { type Texts, useTexts } from '../texts/index.ts';
import { DossierDrawer } from './DossierDrawer.tsx';
import { ItemForm } from './ItemForm.tsx';
import { type AgendaItem, type MeetingView, pointsText } from './meeting-view.ts';

type Props = { readonly meeting: MeetingView; readonly item: AgendaItem };

/** One item: what it is about, one's own standing, how many ballots there are, and, once concluded, everything. */
export function AgendaItemCard({ meeting, item }: Props) {
  const t = useTexts();
  const me = useSignedIn();
  const { dealId, unit, amount, mine, recused, ballots, voters, outcome } = item;
  const title = item.title === '' ? t('case.confidential') : item.title;
  return (
    <Card className="agenda-item" data-testid="agenda-item" title={may(me, 'board.all') ? <Link to={`/cases/${dealId}`}>{title}</Link> : title} extra={<Standing item={item} t={t} />}>
      <Descriptions size="small" column={{ xs: 1, sm: 3 }} items={[
        { key: 'unit', label: t('list.unit'), children: t.code('unit', unit) },
        { key: 'amount', label: t('list.amount'), children: amount ? moneyText(amount, t) : '—' },
        { key: 'quorum', label: t('meetings.quorum'), children: item.quorum },
        { key: 'ballots', label: t(`meetings.ballots.${meeting.kind}`), children: <><LockOutlined className="quiet" /> {voters === null ? ballots : t('meetings.ballots-of', { n: ballots, of: voters })}</> },
        ...(recused.length > 0 ? [{ key: 'recused', label: t('meetings.recused'), children: recused.join(t('facts.separator')) }] : []),
        ...(mine.declared === 'interest' ? [] : item.opinions.length > 0 ? [{ key: 'opinions', label: t('meetings.opinions'), children: item.opinions.map((code) => t.code('department', code)).join(t('facts.separator')) }] : []),
      ]} />
      {item.interests.map(({ account, text }) => <Alert key={account} type="warning" title={t('meetings.interest-of', { account })} description={text ? <Opened value={text} /> : null} />)}
      {outcome && <OutcomeView item={item} t={t} />}
      <ItemActions meeting={meeting} item={item} />
    </Card>
  );
}

/** Where this member stands with this item. */
function Standing({ item: { mine, outcome }, t }: { readonly item: AgendaItem; readonly t: Texts }) {
  if (outcome) return <Tag color="success">{outcome.kind === 'review' ? t.code('review', outcome.data.outcome ?? '') : t.code('decision', outcome.data.decision ?? '')}</Tag>;
  if (mine.declared === 'interest') return <Tag color="warning">{t('meetings.mine.recused')}</Tag>;
  if (mine.balloted) return <Tag color="processing">{t('meetings.mine.balloted')}</Tag>;
  return mine.declared === 'none' ? <Tag>{t('meetings.mine.declared')}</Tag> : null;
}

function ItemActions({ meeting, item }: Props) {
  const t = useTexts();
  const { message } = App.useApp();
  const [open, setOpen] = useState<string | null>(null);
  const [reading, setReading] = useState(false);
  const opening = useFormCommand(() => setReading(true));
  const openDossier = (): void => opening.mutate({ path: '/api/v1/meetings/{id}/items/{itemId}/dossier', values: { id: meeting.id, itemId: item.id }, body: {}, attach: [] }, { onError: (error) => void message.error(problemTitle(error, t)) });
  const readable = item.mine.opened && item.mine.declared === 'none';
  // Who has declared that there is no interest is asked no more; an interest found later still stands in the list.
  const buttons = item.allowed.filter((command) => command !== 'OpenDossier');
  return (
    <>
      <Space wrap className="agenda-actions">
        {item.allowed.includes('OpenDossier') && <Button type="primary" loading={opening.isPending} onClick={openDossier}>{t('command.OpenDossier')}</Button>}
        {readable && <Button onClick={() => setReading(true)}>{t('meetings.read-dossier')}</Button>}
        {buttons.map((command) => <Button key={command} type={command === 'DeclareInterest' && item.mine.declared !== null ? 'text' : command === 'DeclareInterest' ? 'primary' : 'default'} onClick={() => setOpen(command)}>{command === 'DeclareInterest' && item.mine.declared !== null ? t('meetings.declare-later') : t.code('command', command)}</Button>)}
      </Space>
      {open !== null && <ItemForm command={open} meeting={meeting} item={item} onClose={() => setOpen(null)} />}
      {reading && <DossierDrawer meetingId={meeting.id} itemId={item.id} onClose={() => setReading(false)} />}
    </>
  );
}

/** What was concluded: the outcome, the count, and now also who scored or voted what. */
function OutcomeView({ item, t }: { readonly item: AgendaItem; readonly t: Texts }) {
  const { outcome, scores, votes, adoption } = item;
  if (!outcome) return null;
  const { quorum, votes: count, average, conditions = [], minutes } = outcome.data;
  return (
    <div className="agenda-outcome">
      <p>{t('meetings.count', { present: quorum.present, required: quorum.required, for: count.for, against: count.against })}{average !== null && average !== undefined && ` · ${t('meetings.average', { n: pointsText(average) })}`} · {outcome.on} · {t('case.by', { account: outcome.by.account })}</p>
      {minutes && <p className="entry-text"><Opened value={minutes} /></p>}
      {conditions.length > 0 && <ol>{conditions.map(({ id, text, unit, dueOn }) => <li key={id}><Opened value={text} /> <span className="quiet">{t.code('unit', unit)} · {dueOn}</span></li>)}</ol>}
      {adoption && !adoption.adopted && <Alert type="warning" showIcon title={t('meetings.not-adopted')} description={adoption.code} />}
      {scores && <Table size="small" pagination={false} rowKey="account" scroll={{ x: 640 }} dataSource={[...scores]} columns={[
        { title: t('meetings.member'), dataIndex: 'account', fixed: 'left' },
        ...(scores[0]?.points ?? []).map(({ criterion }, index) => ({ key: criterion, title: t.code('criterion', criterion), align: 'right' as const, render: (_: unknown, row: (typeof scores)[number]) => row.points[index]?.points ?? '—' })),
        { title: t('meetings.total'), align: 'right', render: (_, { total }) => (total === null ? t('text.erased') : pointsText(total)) },
      ]} />}
      {votes && <Space wrap>{votes.map(({ account, vote }) => <Tag key={account} color={vote === 'for' ? 'success' : vote === 'against' ? 'error' : 'default'}>{account}：{vote === null ? t('text.erased') : t.code('vote', vote)}</Tag>)}</Space>}
    </div>
  );
}
