import type { CSSProperties } from 'react';
import { Link } from 'react-router';
import type { Stage } from '../api/answers.ts';
import { ALL } from '../api/reads.ts';
import { UNIT_KINDS, unitKind } from '../domain/units.ts';
import { wanNumber } from '../format/money.ts';
import { useTexts } from '../texts/index.ts';
import type { Matrix } from './matrix.ts';
import type { MatrixRow, Sum } from './sums.ts';

type Props = { readonly matrix: Matrix; readonly stages: readonly Stage[]; readonly by: 'count' | 'amount'; readonly search: string };

/** Units by stages: the more stands in a cell, the darker it is; each unit leads to its board. */
export function MatrixTable({ matrix, stages, by, search }: Props) {
  const t = useTexts();
  const most = Math.max(1, ...matrix.rows.flatMap((row) => stages.filter(isOpen).map((stage) => row.cells.get(stage)?.[by] ?? 0)));
  const groups = UNIT_KINDS.map((kind) => ({ kind, rows: matrix.rows.filter(({ unit }) => unitKind(unit) === kind) })).filter(({ rows }) => rows.length > 0);
  const line = (row: MatrixRow, whole = false) => (
    <tr key={row.unit} className={whole ? 'matrix-whole' : undefined}>
      <th scope="row"><Link to={{ pathname: `/board/${row.unit}`, search }}>{whole ? t('common.total') : t.code('unit', row.unit)}</Link></th>
      {stages.map((stage) => <Cell key={stage} sum={row.cells.get(stage)} by={by} most={whole || !isOpen(stage) ? Number.POSITIVE_INFINITY : most} />)}
      <td className="matrix-total">{text(row.open, by)}</td>
    </tr>
  );
  return (
    <div className="matrix-scroll" tabIndex={0} role="region" aria-label={t('overview.matrix')}>
      <table className="matrix">
        <thead>
          <tr>
            <th scope="col">{t('overview.unit')}</th>
            {stages.map((stage) => <th scope="col" key={stage}>{t.code('stage', stage)}</th>)}
            <th scope="col" title={t('overview.excludes-closed')}>{t('common.total')}</th>
          </tr>
        </thead>
        <tbody>{line({ ...matrix.whole, unit: ALL }, true)}</tbody>
        {groups.map(({ kind, rows }) => <tbody key={kind}>{rows.map((row) => line(row))}</tbody>)}
      </table>
    </div>
  );
}

// What is closed weighs nothing: a long past would drown the present.
const isOpen = (stage: Stage): boolean => stage !== 'closed';

function Cell({ sum, by, most }: { readonly sum?: Sum; readonly by: 'count' | 'amount'; readonly most: number }) {
  if (!sum || sum.count === 0) return <td className="matrix-none">·</td>;
  // The root spreads small figures: ten of a thousand is still to be seen.
  const weight = Number.isFinite(most) ? Math.sqrt(sum[by] / most) : 0;
  return <td style={{ '--weight': weight.toFixed(2) } as CSSProperties} className={weight > 0.72 ? 'matrix-cell matrix-dark' : 'matrix-cell'}>{text(sum, by)}</td>;
}

const text = (sum: Sum, by: 'count' | 'amount'): string => (by === 'count' ? sum.count.toLocaleString('en-US') : wanNumber(Math.round(sum.amount / 1_000_000) * 1_000_000));
