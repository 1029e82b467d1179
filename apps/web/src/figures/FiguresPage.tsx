import { Select, Skeleton, Tabs } from 'antd';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { AsOfPicker, PastBanner } from '../board/AsOfPicker.tsx';
import { UNIT_CODES } from '../domain/units.ts';
import { dayIn } from '../format/days.ts';
import { may, useSignedIn } from '../session/session.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import { withParams } from '../url/as-of.ts';
import { useAsOf } from '../url/use-as-of.ts';
import { FigurePanel } from './FigurePanel.tsx';
import './figures.css';
import { periodsOn } from './periods.ts';
import { RATES, RateCards } from './RateCards.tsx';
import { useFigureInfos } from './use-figures.ts';

/** 数据: every figure by period and unit, with its definition, where it stands, and the cases behind each number. */
export function FiguresPage() {
  const t = useTexts();
  const me = useSignedIn();
  const [params, setParams] = useSearchParams();
  const [asOf, setAsOf] = useAsOf();
  const infos = useFigureInfos();
  const set = (values: Readonly<Record<string, string | undefined>>) => setParams((before) => withParams(before, values), { replace: true });
  const day = asOf.happened ?? dayIn(asOf.known === undefined ? new Date() : new Date(asOf.known));
  const periods = periodsOn(day, t);
  const period = params.get('period') ?? periods[0]!.value;
  const everyone = may(me, 'board.all');
  const unit = everyone ? (params.get('unit') ?? undefined) : undefined;
  useEffect(() => {
    document.title = `${t('figures.title')} · ${t('app.name')}`;
  }, [t]);
  const figures = infos.data ?? [];
  const chosen = figures.find(({ name }) => name === params.get('figure')) ?? figures[0];
  const asking = { unit, period };
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('figures.title')}</h1>
        <span className="page-head-space" />
        {everyone && <Select showSearch={{ optionFilterProp: 'label' }} className="figures-unit" aria-label={t('figures.unit')} value={unit ?? ''} onChange={(value) => set({ unit: value })} options={[{ value: '', label: t('figures.line.all') }, ...UNIT_CODES.map((code) => ({ value: code, label: t.code('unit', code) }))]} />}
        <Select className="figures-period" aria-label={t('figures.period')} value={period} onChange={(value) => set({ period: value })} options={[...periods]} />
        <AsOfPicker value={asOf} onChange={setAsOf} />
      </div>
      <PastBanner value={asOf} onChange={setAsOf} />
      {infos.error && <ProblemView error={infos.error} retry={() => void infos.refetch()} />}
      {infos.isPending && <Skeleton active paragraph={{ rows: 12 }} />}
      {chosen && (
        <>
          <RateCards infos={figures} asking={asking} asOf={asOf} chosen={chosen.name} onChoose={(name) => set({ figure: name, definition: undefined })} />
          <Tabs
            className="figures-tabs"
            activeKey={RATES.includes(chosen.name) ? 'rates' : chosen.name}
            onChange={(name) => set({ figure: name === 'rates' ? RATES[0] : name, definition: undefined })}
            items={tabsOf(figures.map(({ name, title }) => ({ name, label: title[t.language] })), t('figures.rates'))}
          />
          <FigurePanel key={chosen.name} info={chosen} asking={asking} asOf={asOf} definition={Number(params.get('definition')) || undefined} onDefinition={(version) => set({ definition: version === undefined ? undefined : String(version) })} />
        </>
      )}
    </div>
  );
}

// The four rates are the cards above; together they take one tab.
function tabsOf(figures: readonly { readonly name: string; readonly label: string }[], rates: string): { key: string; label: string }[] {
  const tabs = figures.map(({ name, label }) => (RATES.includes(name) ? { key: 'rates', label: rates } : { key: name, label }));
  return tabs.filter(({ key }, index) => tabs.findIndex((other) => other.key === key) === index);
}
