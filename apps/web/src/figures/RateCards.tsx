import { useTexts } from '../texts/index.ts';
import type { AsOf } from '../url/as-of.ts';
import { numberText } from './figure-numbers.ts';
import { askedOf, type Asking, type FigureInfo, useFigure } from './use-figures.ts';

/** The rates of what was signed that leaders ask for first. */
export const RATES: readonly string[] = ['fulfilment-rate', 'start-rate', 'production-rate', 'paid-in-rate'];

type Props = { readonly infos: readonly FigureInfo[]; readonly asking: Asking; readonly asOf: AsOf; readonly chosen: string; readonly onChoose: (name: string) => void };

/** A card for each rate; choosing one shows its units and the cases behind it. */
export function RateCards({ infos, asking, asOf, chosen, onChoose }: Props) {
  return (
    <div className="figures rate-cards">
      {RATES.flatMap((name) => infos.filter((info) => info.name === name)).map((info) => <RateCard key={info.name} info={info} asking={asking} asOf={asOf} chosen={info.name === chosen} onChoose={() => onChoose(info.name)} />)}
    </div>
  );
}

function RateCard({ info, asking, asOf, chosen, onChoose }: { readonly info: FigureInfo; readonly asking: Asking; readonly asOf: AsOf; readonly chosen: boolean; readonly onChoose: () => void }) {
  const t = useTexts();
  const { data, error } = useFigure(info.name, askedOf(info.versions.at(-1)!, asking), asOf);
  const cells = data?.lines[0]?.cells;
  const scale = data?.columns.find(({ name }) => name === 'signed')?.scale ?? 'count';
  const share = cells && t('figures.of', { part: numberText(cells['reached'], scale, t), whole: numberText(cells['signed'], scale, t) });
  return (
    <button type="button" className={chosen ? 'figure rate-card rate-card-chosen' : 'figure rate-card'} aria-pressed={chosen} onClick={onChoose}>
      <span className="rate-name">{info.title[t.language]}</span>
      <strong>{cells ? numberText(cells['rate'], 'bp', t) : error ? '—' : '…'}</strong>
      <span className="rate-share">{error ? t('figures.failed') : share}</span>
    </button>
  );
}
