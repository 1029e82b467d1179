import { Empty } from 'antd';
import { type TextKey, useTexts } from '../texts/index.ts';
import { cellText, columnText, lineText, scaleOf } from './figure-text.ts';
import { type Column, type Figure, type Line, lineBehind } from './figure-view.ts';

type Props = { readonly figure: Figure; readonly stale: boolean; readonly onLine: (line: string) => void };

/** Why a figure that is measured against something has no lines. */
const NOTHING: Readonly<Record<string, TextKey>> = { league: 'figures.no-scheme', 'standard-what-if': 'figures.no-standard' };

/** The lines of a figure; a line, in the league a measure, opens the cases behind it. */
export function FigureTable({ figure, stale, onLine }: Props) {
  const t = useTexts();
  const { columns, lines, asOf, definition, period } = figure;
  if (lines.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t(NOTHING[figure.name] ?? 'figures.none')} />;
  return (
    <>
      <div className="figure-scroll" tabIndex={0} role="region" aria-label={t('figures.lines')}>
        <table className={stale ? 'figure-table figure-stale' : 'figure-table'} data-testid="figure">
          <thead><tr><th scope="col">{t('figures.line')}</th>{columns.map(({ name }) => <th key={name} scope="col">{columnText(name, t)}</th>)}</tr></thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.key}>
                <th scope="row"><Behind line={lineBehind(figure, line)} text={lineText(line, t)} onLine={onLine} /></th>
                {columns.map((column) => <Cell key={column.name} figure={figure} line={line} column={column} onLine={onLine} />)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="figure-basis">{t('figures.basis', { on: asOf.on, ordinal: asOf.ordinal.toLocaleString('en-US'), version: definition })}{period && ` · ${t('figures.period-of', { from: period.from, to: period.to })}`}</p>
    </>
  );
}

type CellProps = { readonly figure: Figure; readonly line: Line; readonly column: Column; readonly onLine: (line: string) => void };

function Cell({ figure, line, column, onLine }: CellProps) {
  const t = useTexts();
  return <td><Behind line={lineBehind(figure, line, column.name)} text={cellText(line.cells[column.name], scaleOf(column, line), t)} onLine={onLine} /></td>;
}

/** A text that opens the cases behind it, where there are any. */
function Behind({ line, text, onLine }: { readonly line: string | undefined; readonly text: string; readonly onLine: (line: string) => void }) {
  return line === undefined ? text : <button type="button" className="figure-open" onClick={() => onLine(line)}>{text}</button>;
}
