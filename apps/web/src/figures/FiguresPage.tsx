import { Select, Skeleton } from 'antd';
import { useEffect } from 'react';
import { Link, useSearchParams } from 'react-router';
import { AsOfPicker, PastBanner } from '../board/AsOfPicker.tsx';
import { UNIT_CODES } from '../domain/units.ts';
import { dayIn } from '../format/days.ts';
import { may, useSignedIn } from '../session/session.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useIsPhone } from '../shell/use-is-phone.ts';
import { useTexts } from '../texts/index.ts';
import { type AsOf, withParams } from '../url/as-of.ts';
import { useAsOf } from '../url/use-as-of.ts';
import { BehindDrawer } from './BehindDrawer.tsx';
import { periodText } from './figure-text.ts';
import { type Asked, type Described, optionsIn, periodsOn } from './figure-view.ts';
import { FigureOptions } from './FigureOptions.tsx';
import './figures.css';
import { FigureTable } from './FigureTable.tsx';
import { useFigure, useFigures } from './reads.ts';

type Narrow = (values: Readonly<Record<string, string | undefined>>) => void;

/** Every figure by name; the one chosen with its definition, its numbers, and the cases behind each. */
export function FiguresPage() {
  const t = useTexts();
  const phone = useIsPhone();
  const [params, setParams] = useSearchParams();
  const [asOf, setAsOf] = useAsOf();
  const { data, error, refetch } = useFigures();
  const chosen = data?.figures.find(({ name }) => name === params.get('figure')) ?? data?.figures[0];
  const narrow: Narrow = (values) => setParams((before) => withParams(before, values), { replace: true });
  useEffect(() => {
    document.title = `${t('figures.title')} · ${t('app.name')}`;
  }, [t]);
  return (
    <div className="page">
      <div className="page-head"><h1>{t('figures.title')}</h1><p className="page-summary">{t('figures.subtitle')}</p><span className="page-head-space" /><AsOfPicker value={asOf} onChange={setAsOf} /></div>
      <PastBanner value={asOf} onChange={setAsOf} />
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 8 }} />}
      {data && chosen && (
        <div className="figures-page">
          {phone
            ? <Select aria-label={t('figures.title')} value={chosen.name} options={data.figures.map(({ name, title }) => ({ value: name, label: title[t.language] }))} onChange={(figure) => narrow({ figure, line: undefined, version: undefined })} />
            : <FigureLinks figures={data.figures} chosen={chosen} params={params} />}
          <FigurePanel described={chosen} params={params} asOf={asOf} narrow={narrow} />
        </div>
      )}
    </div>
  );
}

function FigureLinks({ figures, chosen, params }: { readonly figures: readonly Described[]; readonly chosen: Described; readonly params: URLSearchParams }) {
  const t = useTexts();
  return (
    <nav aria-label={t('figures.title')} className="panel figure-links">
      {figures.map(({ name, title }) => <Link key={name} to={{ search: withParams(params, { figure: name, line: undefined, version: undefined }).toString() }} aria-current={name === chosen.name ? 'page' : undefined}>{title[t.language]}</Link>)}
    </nav>
  );
}

type PanelProps = { readonly described: Described; readonly params: URLSearchParams; readonly asOf: AsOf; readonly narrow: Narrow };

function FigurePanel({ described, params, asOf, narrow }: PanelProps) {
  const t = useTexts();
  const me = useSignedIn();
  const today = dayIn(new Date());
  const version = described.versions.find(({ version: one }) => String(one) === params.get('version')) ?? described.versions.at(-1);
  const periods = version?.options.includes('period') ? periodsOn(today) : [];
  const asked: Asked = { ...optionsIn(params, version?.options ?? []), name: described.name, definition: version?.version, unit: UNIT_CODES.find((code) => code === params.get('unit')), period: periods.find((code) => code === params.get('period')) };
  const { data, error, refetch, isPlaceholderData } = useFigure(asked, asOf);
  const line = params.get('line');
  return (
    <section className="panel figure-panel">
      <h2>{described.title[t.language]}</h2>
      <p className="quiet">{version?.formula[t.language]}</p>
      <div className="filters">
        {may(me, 'board.all') && <Select allowClear aria-label={t('list.unit')} placeholder={t('figures.whole-zone')} value={asked.unit} options={UNIT_CODES.filter((code) => code !== 'pool').map((value) => ({ value, label: t.code('unit', value) }))} onChange={(unit?: string) => narrow({ unit })} popupMatchSelectWidth={false} />}
        {periods.length > 0 && <Select aria-label={t('figures.period')} value={asked.period ?? periods[0]} options={periods.map((value) => ({ value, label: periodText(value, t) }))} onChange={(period) => narrow({ period })} popupMatchSelectWidth={false} />}
        <FigureOptions taken={version?.options ?? []} asked={asked} narrow={narrow} />
        {described.versions.length > 1 && <Select aria-label={t('figures.version')} value={version?.version} options={described.versions.map(({ version: one }) => ({ value: one, label: t('figures.version-of', { n: one }) }))} onChange={(one) => narrow({ version: String(one) })} />}
      </div>
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 6 }} />}
      {data && <FigureTable figure={data} stale={isPlaceholderData} onLine={(key) => narrow({ line: key })} />}
      {data && line !== null && <BehindDrawer figure={data} asked={asked} line={line} asOf={asOf} onClose={() => narrow({ line: undefined })} />}
    </section>
  );
}
