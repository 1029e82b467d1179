import { useQuery } from '@tanstack/react-query';
import { Skeleton, Tag } from 'antd';
import type { Day } from '../api/answers.ts';
import { answerOf, api } from '../api/client.ts';
import type { OpenText } from '../cases/case-view.ts';
import { Opened } from '../cases/Opened.tsx';
import { stampIn } from '../format/days.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';

type Prior = {
  readonly id: string;
  readonly side: 'first' | 'after';
  readonly unit: string;
  readonly filedOn: Day;
  readonly evidence: readonly { readonly documentId: string; readonly sha256: string }[];
  readonly heard: readonly { readonly unit: string; readonly on: Day }[];
  readonly precedes: readonly string[];
  readonly grounds: OpenText;
  readonly on: Day;
  readonly recordedAt: string;
  readonly account: string;
};

/** Filings older than the system that go before this one, or before which it goes: on what evidence, and who was heard when. */
export function PriorFilings({ lead }: { readonly lead: string }) {
  const t = useTexts();
  const { data, error, refetch } = useQuery({ queryKey: ['case', lead, 'prior-filings'], queryFn: () => answerOf<{ recognised: readonly Prior[] }>(api.GET('/api/v1/leads/{id}/prior-filings', { params: { path: { id: lead } } })) });
  if (error) return <ProblemView error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  const units = (codes: readonly string[]): string => codes.map((code) => t.code('unit', code)).join(t('facts.separator'));
  return (
    <div className="entries" data-testid="prior-filings">
      {data.recognised.map(({ id, side, unit, filedOn, evidence, heard, precedes, grounds, on, recordedAt, account }) => (
        <article key={id} className="entry">
          <div className="entry-head">
            <strong>{t('prior.title', { unit: t.code('unit', unit), on: filedOn, others: units(precedes) })}</strong><Tag>{t.code('prior-side', side)}</Tag>
            <span className="by">{on} · {t('case.by', { account })} · {t('case.recorded', { time: stampIn(recordedAt) })}</span>
          </div>
          <p className="entry-text"><Opened value={grounds} /></p>
          <p className="entry-text">{t('prior.heard', { heard: heard.map((each) => `${t.code('unit', each.unit)} ${each.on}`).join(t('facts.separator')) })}</p>
          {evidence.map(({ documentId, sha256 }) => <p key={documentId} className="entry-text"><a href={`/api/v1/leads/${lead}/prior-filings/documents/${documentId}`}>{t('prior.document')}</a> <span className="hash">{sha256}</span></p>)}
        </article>
      ))}
    </div>
  );
}
