import { DiffOutlined } from '@ant-design/icons';
import { Button, Empty, Segmented, Skeleton } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import type { Stage } from '../api/answers.ts';
import { ALL, useChanges } from '../api/reads.ts';
import { AsOfPicker, PastBanner } from '../board/AsOfPicker.tsx';
import { ChangeList } from '../board/ChangeList.tsx';
import { ChangesDrawer } from '../board/ChangesDrawer.tsx';
import { STAGES } from '../domain/stages.ts';
import { dayIn, plusDays } from '../format/days.ts';
import { amountText } from '../format/money.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { type Texts, useTexts } from '../texts/index.ts';
import { writeAsOf } from '../url/as-of.ts';
import { useAsOf } from '../url/use-as-of.ts';
import { type Matrix, useMatrix } from './matrix.ts';
import { type MatrixRow, sumOf } from './sums.ts';
import { MatrixTable } from './MatrixTable.tsx';
import { StageChart } from './StageChart.tsx';

type By = 'count' | 'amount';

const OPEN = STAGES.filter((stage) => stage !== 'closed');
const TALKS: readonly Stage[] = ['registered', 'triaged', 'protected', 'negotiating'];
const SIGNED: readonly Stage[] = ['signed', 'landed', 'started', 'producing', 'at-capacity', 'arrived', 'performing'];
const STARTED: readonly Stage[] = ['started', 'producing', 'at-capacity'];

/** The whole zone at a glance: figures, stages, every unit, and what changed in a week. */
export function OverviewPage() {
  const t = useTexts();
  const [asOf, setAsOf] = useAsOf();
  const [by, setBy] = useState<By>('count');
  const [drawer, setDrawer] = useState(false);
  const matrix = useMatrix(asOf);
  useEffect(() => {
    document.title = `${t('overview.title')} · ${t('app.name')}`;
  }, [t]);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('overview.title')}</h1>
        <span className="page-head-space" />
        <Segmented<By> value={by} onChange={setBy} options={[{ value: 'count', label: t('overview.matrix.count') }, { value: 'amount', label: t('overview.matrix.amount') }]} />
        <AsOfPicker value={asOf} onChange={setAsOf} />
      </div>
      <PastBanner value={asOf} onChange={setAsOf} />
      {matrix.error && <ProblemView error={matrix.error} retry={() => void matrix.refetch()} />}
      {matrix.isPending && <Skeleton active paragraph={{ rows: 12 }} />}
      {matrix.data && (
        <div className={matrix.isPlaceholderData ? 'overview board-stale' : 'overview'}>
          <Figures row={matrix.data.whole} t={t} />
          <section className="panel overview-chart"><h2>{t('overview.funnel')}</h2><StageChart matrix={matrix.data} stages={OPEN} by={by} /></section>
          <WeekOfChanges known={asOf.known} onAll={() => setDrawer(true)} />
          <section className="panel overview-matrix"><h2>{t('overview.matrix')}</h2><MatrixTable matrix={matrix.data} stages={shown(matrix.data)} by={by} search={writeAsOf(new URLSearchParams(), asOf).toString()} /></section>
        </div>
      )}
      <ChangesDrawer open={drawer} onClose={() => setDrawer(false)} unit={ALL} asOf={asOf} />
    </div>
  );
}

const shown = ({ whole }: Matrix): readonly Stage[] => STAGES.filter((stage) => (whole.cells.get(stage)?.count ?? 0) > 0);

function Figures({ row, t }: { readonly row: MatrixRow; readonly t: Texts }) {
  const figures = [
    [t('overview.cases'), row.open],
    [t('overview.negotiating'), sumOf(row, TALKS)],
    [t('overview.signed'), sumOf(row, SIGNED)],
    [t('overview.started'), sumOf(row, STARTED)],
  ] as const;
  return (
    <dl className="figures">
      {figures.map(([name, { count, amount }]) => (
        <div key={name} className="figure">
          <dt>{name}</dt>
          <dd><strong>{count.toLocaleString('en-US')}</strong><span>{amountText(amount, t.language) ?? '—'}</span></dd>
        </div>
      ))}
    </dl>
  );
}

function WeekOfChanges({ known, onAll }: { readonly known?: string; readonly onAll: () => void }) {
  const t = useTexts();
  const asked = useMemo(() => ({ unit: ALL, from: plusDays(dayIn(known === undefined ? new Date() : new Date(known)), -7), to: known, clock: 'known' as const }), [known]);
  const { data, error, isPending } = useChanges(asked);
  return (
    <section className="panel overview-changes">
      <h2>{t('overview.this-week')}{data && <small>{t('changes.count', { n: data.changes.length })}</small>}<Button size="small" type="link" icon={<DiffOutlined />} onClick={onAll}>{t('overview.changes.all')}</Button></h2>
      {error && <ProblemView error={error} />}
      {isPending && <Skeleton active paragraph={{ rows: 6 }} />}
      {data && (data.changes.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('changes.none')} /> : <div className="overview-changes-list"><ChangeList changes={data.changes} most={6} /></div>)}
    </section>
  );
}
