import { Alert, Button, Skeleton, Table, Tag } from 'antd';
import { useState } from 'react';
import { Opened } from '../cases/Opened.tsx';
import { stampIn } from '../format/days.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import type { Dispute, Replayed } from './dispute-view.ts';
import { useDisputes, useReplay } from './reads.ts';

/** The disputes over a lead: who claims it and why, what both sides did and when, and what the arbiter found. */
export function DisputePanel({ lead }: { readonly lead: string }) {
  const { data, error, isLoading, refetch } = useDisputes(lead);
  if (isLoading) return <Skeleton active />;
  if (error) return <ProblemView error={error} retry={() => void refetch()} />;
  return <div className="entries" data-testid="disputes">{(data?.disputes ?? []).map((dispute) => <DisputeEntry key={dispute.id} lead={lead} dispute={dispute} />)}</div>;
}

function DisputeEntry({ lead, dispute }: { readonly lead: string; readonly dispute: Dispute }) {
  const t = useTexts();
  const [shown, setShown] = useState(dispute.open);
  const { holder, claimant, grounds, evidence, ruling, open, on, account, recordedAt } = dispute;
  return (
    <article className="entry" data-testid="dispute">
      <div className="entry-head">
        <strong>{t('dispute.title', { claimant: t.code('unit', claimant.unit), holder: t.code('unit', holder) })}</strong>
        <Tag color={open ? 'warning' : 'success'}>{t.code('dispute-outcome', ruling?.outcome ?? 'open')}</Tag>
        <span className="by">{on} · {t('case.by', { account })} · {t('case.recorded', { time: stampIn(recordedAt) })}</span>
      </div>
      <p className="entry-text"><Opened value={grounds} /></p>
      {evidence.map(({ documentId, sha256, name }) => (
        <p key={documentId} className="entry-text"><a href={`/api/v1/leads/${lead}/disputes/${dispute.id}/documents/${documentId}`}>{name ?? t('text.erased')}</a> <span className="hash">{sha256}</span></p>
      ))}
      {ruling && (
        <Alert type="info" showIcon title={t('dispute.ruled', { outcome: t.code('dispute-outcome', ruling.outcome), holder: `${t.code('unit', holder)} ${ruling.credit.holder}%`, claimant: `${t.code('unit', claimant.unit)} ${ruling.credit.claimant}%` })}
          description={<><Opened value={ruling.reasons} /><p className="by">{ruling.on} · {t('case.by', { account: ruling.account })} · {t('case.recorded', { time: stampIn(ruling.recordedAt) })}</p></>} />
      )}
      <Button type="link" size="small" onClick={() => setShown(!shown)}>{t(shown ? 'dispute.replay.hide' : 'dispute.replay.show')}</Button>
      {shown && <ReplayTable lead={lead} dispute={dispute.id} />}
    </article>
  );
}

function ReplayTable({ lead, dispute }: { readonly lead: string; readonly dispute: string }) {
  const t = useTexts();
  const { data, error, refetch } = useReplay(lead, dispute);
  if (error) return <ProblemView error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  const { sides, first, events } = data;
  const of = (side: Replayed['side']) => (event: Replayed) => (event.side === side ? <><strong>{t.code('event', event.type)}</strong><span className="by"> {event.occurredOn}</span></> : null);
  return (
    <>
      {first && <p className="entry-text">{t('dispute.first', { unit: t.code('unit', sides[first].unit) })}</p>}
      <Table size="small" pagination={false} scroll={{ x: 'max-content' }} dataSource={[...events]} rowKey={({ position, side }) => `${position}/${side}`} data-testid="replay" columns={[
        { title: t('dispute.position'), dataIndex: 'position' },
        { title: t('dispute.recorded'), render: (_, { recordedAt }) => stampIn(recordedAt) },
        { title: t('dispute.side.holder', { unit: t.code('unit', sides.holder.unit) }), render: (_, event) => of('holder')(event) },
        { title: t('dispute.side.claimant', { unit: t.code('unit', sides.claimant.unit) }), render: (_, event) => of('claimant')(event) },
      ]} />
    </>
  );
}
