import { useQuery } from '@tanstack/react-query';
import { Button, Empty, Skeleton, Space, Tag } from 'antd';
import { answerOf, api } from '../../api/client.ts';
import { ProblemView } from '../../shell/ProblemView.tsx';
import { useTexts } from '../../texts/index.ts';
import type { CaseContext } from '../../forms/command-form.ts';
import type { CommentData, FollowUpData, OpenText } from '../case-view.ts';
import { Opened } from '../Opened.tsx';
import { By } from './By.tsx';

type Entry = { readonly id: string; readonly on: string; readonly account: string; readonly data: FollowUpData };
type Props = { readonly context: CaseContext; readonly onCommand: (command: string) => void };

/** Everything recorded of the contact with the investor, and the remarks on the case; latest first. */
export function FollowUpsTab({ context, onCommand }: Props) {
  const t = useTexts();
  const { data, error, isLoading, refetch } = useQuery({
    queryKey: ['case', context.id, 'contacts'],
    enabled: context.lead !== null,
    queryFn: () => answerOf<{ entries: readonly Entry[] }>(api.GET('/api/v1/leads/{id}/contacts', { params: { path: { id: context.id } } })),
  });
  if (isLoading) return <Skeleton active />;
  if (error) return <ProblemView error={error} retry={() => void refetch()} />;
  const onLead = (data?.entries ?? []).map((entry) => ({ key: entry.id, on: entry.on, by: { account: entry.account, unit: entry.data.unit }, data: entry.data }));
  const onDeal = (context.deal?.comments ?? []).flatMap(({ id, on, by, data: said }) => (isRemark(said) ? [{ key: id, on, by, data: { text: said.text, unit: by.unit } as FollowUpData }] : []));
  const all = [...onLead, ...onDeal].toSorted((a, b) => (a.on < b.on ? 1 : -1));
  const allowed = [...(context.lead?.allowed ?? []), ...(context.deal?.allowed ?? [])];
  const remark = context.deal ? 'AddComment' : 'CommentOnLead';
  const buttons = <Space>{[['RecordFollowUp', 'primary'] as const, [remark, 'default'] as const].filter(([command]) => allowed.includes(command)).map(([command, type]) => <Button key={command} type={type} onClick={() => onCommand(command)}>{t.code('command', command)}</Button>)}</Space>;
  if (all.length === 0) return <Empty description={t('follow-ups.none')}>{buttons}</Empty>;
  return (
    <div className="entries">
      <div className="tab-bar">{buttons}</div>
      {all.map(({ key, on, by, data: entry }) => (
        <article key={key} className="entry">
          <div className="entry-head">
            {'kind' in entry ? <><strong>{t.code('follow-up', entry.kind)}</strong><Tag color={entry.twoWay ? 'success' : undefined}>{t(entry.twoWay ? 'follow-ups.two-way' : 'follow-ups.one-way')}</Tag><span className="quiet">{t('follow-ups.participants', { n: entry.participants })}</span></> : <strong>{t('follow-ups.remark')}</strong>}
            <By told={{ on, by }} />
          </div>
          <p className="entry-text"><Opened value={'kind' in entry ? entry.summary : entry.text} /></p>
          {'kind' in entry && entry.nextStep && <p className="entry-next"><span>{t('field.nextStep')}</span><Opened value={entry.nextStep} /></p>}
        </article>
      ))}
    </div>
  );
}

const isRemark = (data: CommentData): data is { readonly text: OpenText } => 'text' in data;
