import { Button, Empty, Select, Skeleton, Table, type TableColumnsType, Tag } from 'antd';
import { useState } from 'react';
import { minuteIn } from '../format/days.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { type Texts, useTexts } from '../texts/index.ts';
import type { AsOf } from '../url/as-of.ts';
import { EvidenceDrawer } from './EvidenceDrawer.tsx';
import { charted, FigureChart } from './FigureChart.tsx';
import { columnText, lineText, numberText, scaleOf, spoken } from './figure-numbers.ts';
import { periodText } from './periods.ts';
import { askedOf, type Asking, type Figure, type FigureInfo, type FigureLine, useFigure } from './use-figures.ts';

type Props = { readonly info: FigureInfo; readonly asking: Asking; readonly asOf: AsOf; readonly definition?: number; readonly onDefinition: (version: number | undefined) => void };

/** A figure: its formula in words, its numbers, and what they rest on printed under them. */
export function FigurePanel({ info, asking, asOf, definition, onDefinition }: Props) {
  const t = useTexts();
  const [line, setLine] = useState<string>();
  const version = info.versions.find((one) => one.version === definition) ?? info.versions.at(-1)!;
  const asked = askedOf(version, asking);
  const { data, error, isPending, isPlaceholderData, refetch } = useFigure(info.name, asked, asOf);
  return (
    <section className={isPlaceholderData ? 'panel figure-panel board-stale' : 'panel figure-panel'} aria-label={info.title[t.language]}>
      <header>
        <h2>{info.title[t.language]}</h2>
        {info.versions.length > 1 && (
          <Select size="small" aria-label={t('figures.definition')} value={version.version} onChange={(value) => onDefinition(value === info.versions.at(-1)!.version ? undefined : value)} options={info.versions.map((one) => ({ value: one.version, label: t('figures.version', { n: one.version }) }))} />
        )}
      </header>
      <p className="figure-formula">{version.formula[t.language]}</p>
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      {isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {data && (
        <>
          {charted(data) && <FigureChart figure={data} />}
          <Table<FigureLine>
            rowKey="key"
            size="middle"
            columns={columnsFor(data, t, setLine)}
            dataSource={[...data.lines]}
            pagination={false}
            scroll={{ x: 'max-content' }}
            rowClassName={(row) => (['all', 'total'].includes(row.key) || row.key.startsWith('all ') ? 'figure-whole' : '')}
            locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<><strong>{t('figures.none')}</strong><br />{t.code('figures.none', info.name) === info.name ? t('figures.none.text') : t.code('figures.none', info.name)}</>} /> }}
          />
          <Basis figure={data} t={t} />
          <EvidenceDrawer figure={data} asking={asked} line={line} onClose={() => setLine(undefined)} />
        </>
      )}
    </section>
  );
}

function columnsFor(figure: Figure, t: Texts, onLine: (line: string) => void): TableColumnsType<FigureLine> {
  const numbers = spoken(figure.columns, figure.lines).map((column) => ({
    key: column.name,
    title: columnText(figure.name, column.name, t),
    align: 'right' as const,
    className: 'figure-number',
    render: (_: unknown, line: FigureLine) => <Cell value={line.cells[column.name]} text={numberText(line.cells[column.name], scaleOf(column, line), t)} signed={column.name === 'gap'} />,
  }));
  // A league is drilled into by unit and measure, which its columns name; everything else by its line.
  const drill = figure.name !== 'league';
  return [
    { key: 'line', title: t.code('figures.lines', figure.name), fixed: 'left' as const, render: (_: unknown, line: FigureLine) => (drill && line.key !== 'total' ? <Button type="link" size="small" className="figure-line" onClick={() => onLine(line.key)}>{lineText(line, t)}</Button> : lineText(line, t)) },
    ...(figure.name === 'chain-coverage' ? [{ key: 'status', title: t('figures.status'), render: (_: unknown, line: FigureLine) => <Tag>{t.code('link-status', String(line.facts?.['status']))}</Tag> }] : []),
    ...numbers,
  ];
}

function Cell({ value, text, signed }: { readonly value: number | null | undefined; readonly text: string; readonly signed: boolean }) {
  if (value === null || value === undefined) return <span className="quiet">—</span>;
  if (!signed) return <>{text}</>;
  return <span className={value < 0 ? 'figure-behind' : 'figure-ahead'}>{value > 0 ? `+${text}` : text}</span>;
}

/** The line under every figure: with it the same number can be had again. */
function Basis({ figure: { definition, asOf, period, settings, name }, t }: { readonly figure: Figure; readonly t: Texts }) {
  const said = [
    t('figures.basis.version', { n: definition }),
    period && `${periodText(period.code, t)} (${period.from} – ${period.to})`,
    t('figures.basis.on', { day: asOf.on }),
    t('figures.basis.known', { at: asOf.known === null ? '—' : minuteIn(new Date(asOf.known)) }),
    asOf.happened !== null && t('figures.basis.happened', { day: asOf.happened }),
    t('figures.basis.ordinal', { n: asOf.ordinal }),
    name === 'stale' && t('figures.basis.stale', { n: settings.staleAfterDays, day: settings.from }),
  ];
  return <p className="figure-basis" data-testid="figure-basis">{said.filter((part) => part !== false && part !== null).join(' · ')}</p>;
}
