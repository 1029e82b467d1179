import { useTexts } from '../texts/index.ts';
import { cellText, columnText, lineText, scaleOf } from '../figures/figure-text.ts';
import type { Column, Line } from '../figures/figure-view.ts';
import type { Compared, ComparedLine } from './period-view.ts';

type Props = { readonly title: string; readonly versions: readonly [number, number | undefined]; readonly columns: readonly Column[]; readonly lines: readonly ComparedLine[] };

/** One figure of a month: each number as it was recognised and, where it differs, as it is known now. */
export function ComparedTable({ title, versions: [then, now], columns, lines }: Props) {
  const t = useTexts();
  const versions = now === undefined || now === then ? t('figures.version-of', { n: then }) : t('periods.versions', { then, now });
  return (
    <section className="period-figure" data-testid="report-figure">
      <h3>{title} <small className="quiet">{versions}</small></h3>
      {lines.length === 0 ? <p className="quiet">{t('figures.none')}</p> : (
        <div className="figure-scroll" tabIndex={0} role="region" aria-label={title}>
          <table className="figure-table">
            <thead><tr><th scope="col">{t('figures.line')}</th>{columns.map(({ name }) => <th key={name} scope="col">{columnText(name, t)}</th>)}</tr></thead>
            <tbody>{lines.map(({ line, cells }) => <tr key={line.key}><th scope="row">{lineText(line, t)}</th>{cells.map((cell) => <Cell key={cell.column.name} cell={cell} line={line} />)}</tr>)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Cell({ cell: { column, then, now }, line }: { readonly cell: Compared; readonly line: Line }) {
  const t = useTexts();
  const scale = scaleOf(column, line);
  if (then === now) return <td>{cellText(then, scale, t)}</td>;
  return <td className="cell-different"><span>{cellText(then, scale, t)}</span><strong aria-label={t('periods.now')}>{cellText(now, scale, t)}</strong></td>;
}
