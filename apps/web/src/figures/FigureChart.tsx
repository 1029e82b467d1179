import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useMemo, useRef } from 'react';
import { useTexts } from '../texts/index.ts';
import { fontFamily } from '../theme.ts';
import { columnText, lineText, numberText } from './figure-numbers.ts';
import type { Figure, Scale } from './use-figures.ts';

register([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

/** The columns of a figure that are worth drawing, all in one scale. */
const DRAWN: Readonly<Record<string, readonly string[]>> = {
  conversion: ['count'],
  'time-in-stage': ['median', 'p90'],
  stale: ['count'],
  forecast: ['raw', 'weighted'],
  league: ['score'],
};

/** Whether a figure is drawn at all: a chart of one bar says less than its number. */
export const charted = ({ name, lines }: Figure): boolean => DRAWN[name] !== undefined && barsOf(lines).length > 1;

const barsOf = (lines: Figure['lines']): Figure['lines'] => lines.filter(({ key }) => key !== 'total');

/** Bars from top to bottom in the order of the table. */
export function FigureChart({ figure }: { readonly figure: Figure }) {
  const t = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init>>(null);
  const bars = barsOf(figure.lines);
  const option = useMemo(() => {
    const drawn = DRAWN[figure.name]!.map((name) => figure.columns.find((column) => column.name === name)!);
    const show = (value: unknown, scale: Scale): string => numberText(Number(value), scale, t);
    const scale = drawn[0]!.scale;
    return {
      textStyle: { fontFamily },
      color: ['#0b6e6a', '#d99a3d'],
      animationDuration: 350,
      grid: { left: 8, right: 56, top: drawn.length > 1 ? 30 : 4, bottom: 4, containLabel: true },
      legend: { show: drawn.length > 1, top: 0, left: 0, itemWidth: 10, itemHeight: 10, icon: 'roundRect', textStyle: { color: '#5c6c70' } },
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: (value: unknown) => show(value, scale) },
      xAxis: { type: 'value', minInterval: 1, splitNumber: 4, splitLine: { lineStyle: { color: '#edf0ef' } }, axisLabel: { color: '#5c6c70', hideOverlap: true, formatter: (value: number) => show(value, scale) } },
      yAxis: { type: 'category', inverse: true, data: bars.map((line) => lineText(line, t)), axisTick: { show: false }, axisLine: { lineStyle: { color: '#cdd6d3' } }, axisLabel: { color: '#17262a' } },
      series: drawn.map((column) => ({
        type: 'bar',
        name: columnText(figure.name, column.name, t),
        barMaxWidth: 16,
        itemStyle: { borderRadius: [0, 3, 3, 0] },
        label: { show: drawn.length === 1, position: 'right', color: '#17262a', formatter: ({ value }: { value: unknown }) => show(value, scale) },
        data: bars.map(({ cells }) => cells[column.name] ?? 0),
      })),
    };
  }, [figure, bars, t]);
  useEffect(() => {
    const drawn = init(place.current, undefined, { renderer: 'svg' });
    chart.current = drawn;
    const resized = new ResizeObserver(() => drawn.resize());
    resized.observe(place.current!);
    return () => {
      resized.disconnect();
      drawn.dispose();
    };
  }, []);
  const height = (option.legend.show ? 34 : 8) + 26 + bars.length * (DRAWN[figure.name]!.length > 1 ? 40 : 28);
  useEffect(() => {
    chart.current?.setOption(option, true);
    chart.current?.resize();
  }, [option, height]);
  return <div ref={place} className="figure-chart" style={{ height }} role="img" aria-label={t('figures.chart')} />;
}
