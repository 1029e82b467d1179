import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useMemo, useRef } from 'react';
import type { Stage } from '../api/answers.ts';
import { UNIT_KINDS } from '../domain/units.ts';
import { amountText, wanNumber } from '../format/money.ts';
import { useIsPhone } from '../shell/use-is-phone.ts';
import { useTexts } from '../texts/index.ts';
import { fontFamily } from '../theme.ts';
import type { Matrix } from './matrix.ts';
import { byKind } from './sums.ts';

register([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const COLOURS = ['#0b6e6a', '#4a9d8f', '#9cc9bd', '#d99a3d', '#c43d2b', '#b9c4c1'];

type Props = { readonly matrix: Matrix; readonly stages: readonly Stage[]; readonly by: 'count' | 'amount' };

/** A bar per stage from top to bottom, as a funnel is read, stacked by kind of unit. */
export function StageChart({ matrix, stages, by }: Props) {
  const t = useTexts();
  const phone = useIsPhone();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init>>(null);
  const option = useMemo(() => {
    const sums = stages.map((stage) => byKind(matrix.rows, stage));
    const show = (value: number): string => (by === 'count' ? t('board.count', { n: value }) : (amountText(value, t.language) ?? '0'));
    return {
      textStyle: { fontFamily },
      color: COLOURS,
      animationDuration: 350,
      grid: { left: 8, right: 24, top: phone ? 62 : 34, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, itemWidth: 10, itemHeight: 10, icon: 'roundRect', textStyle: { color: '#5c6c70' } },
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: (value: unknown) => show(Number(value)) },
      xAxis: { type: 'value', splitLine: { lineStyle: { color: '#edf0ef' } }, axisLabel: { color: '#5c6c70', formatter: (value: number) => (by === 'count' ? String(value) : t.language === 'zh' && value >= 1e10 ? amountText(value, 'zh') : t.language === 'zh' ? wanNumber(value) : (amountText(value, 'en') ?? '0')) } },
      yAxis: { type: 'category', inverse: true, data: stages.map((stage) => t.code('stage', stage)), axisTick: { show: false }, axisLine: { lineStyle: { color: '#cdd6d3' } }, axisLabel: { color: '#17262a' } },
      series: UNIT_KINDS.map((kind) => ({ type: 'bar', stack: 'all', name: t.code('unit-kind', kind), barMaxWidth: 20, data: sums.map((sum) => sum.get(kind)![by]) })),
    };
  }, [matrix, stages, by, phone, t]);
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
  useEffect(() => chart.current?.setOption(option), [option]);
  return <div ref={place} className="stage-chart" role="img" aria-label={t('overview.funnel')} />;
}
