import { Form, InputNumber, Select } from 'antd';
import { useChains } from '../api/reads.ts';
import { STAGES } from '../domain/stages.ts';
import { useTexts } from '../texts/index.ts';
import { type Options, THRESHOLDS } from './figure-view.ts';
import { useYardsticks } from './reads.ts';

type Props = { readonly taken: readonly string[]; readonly asked: Options; readonly narrow: (values: Readonly<Record<string, string | undefined>>) => void };

const FEN_PER_WAN = 1_000_000;

/** What only some figures may be asked for; none of it is there for a figure that does not take it. */
export function FigureOptions({ taken, asked, narrow }: Props) {
  const t = useTexts();
  const chains = useChains();
  const kinds = ['capital', 'talent', 'technology', 'platform'].map((value) => ({ value, label: t.code('kind', value) }));
  return (
    <>
      {taken.includes('kind') && <Select allowClear aria-label={t('list.kind')} placeholder={t('list.kind')} value={asked.kind} options={kinds} onChange={(kind?: string) => narrow({ kind })} popupMatchSelectWidth={false} />}
      {taken.includes('from') && <Select aria-label={t('figures.from')} value={asked.from ?? 'registered'} options={STAGES.filter((stage) => stage !== 'closed').map((value) => ({ value, label: t('figures.from-stage', { stage: t.code('stage', value) }) }))} onChange={(from: string) => narrow({ from })} popupMatchSelectWidth={false} />}
      {taken.includes('chain') && <Select allowClear aria-label={t('list.chain')} placeholder={t('list.chain')} value={asked.chain} options={(chains.data?.chains ?? []).map(({ code, name }) => ({ value: code, label: name }))} onChange={(chain?: string) => narrow({ chain })} popupMatchSelectWidth={false} />}
      {taken.includes('standard') && <StandardOptions asked={asked} narrow={narrow} />}
    </>
  );
}

function StandardOptions({ asked, narrow }: Omit<Props, 'taken'>) {
  const t = useTexts();
  const { data } = useYardsticks();
  const nothing = { intensity: undefined, investmentPerMu: undefined, outputPerMu: undefined, taxPerMu: undefined };
  const thought = [asked.intensity, ...THRESHOLDS.map((name) => asked[name])].some((value) => value !== undefined);
  const chosen = asked.standard ?? (thought ? 'thought' : 'in-force');
  const options = [{ value: 'in-force', label: t('figures.standard-in-force') }, ...(data?.standards ?? []).map(({ from, reference }) => ({ value: from, label: t('figures.standard-of', { from, reference }) })), { value: 'thought', label: t('figures.standard-thought') }];
  const choose = (value: string): void => narrow(value === 'thought' ? { standard: undefined, intensity: 'total' } : { ...nothing, standard: value === 'in-force' ? undefined : value });
  return (
    <>
      <Select aria-label={t('figures.standard')} value={chosen} options={options} onChange={choose} popupMatchSelectWidth={false} />
      {chosen === 'thought' && (
        <Form className="figure-thresholds" layout="vertical" data-testid="thresholds">
          <Form.Item label={t('figures.intensity')}><Select value={asked.intensity ?? 'total'} options={[{ value: 'total', label: t('field.totalInvestment') }, { value: 'fixed', label: t('field.fixedInvestment') }]} onChange={(intensity: string) => narrow({ intensity })} /></Form.Item>
          {THRESHOLDS.map((name) => (
            <Form.Item key={name} label={t(`figures.${name}`)} htmlFor={`threshold-${name}`}>
              <InputNumber id={`threshold-${name}`} min={0} max={99_999} precision={2} controls={false} value={asked[name] === undefined ? null : asked[name] / FEN_PER_WAN} suffix={t('figures.wan-per-mu')} onChange={(wan) => narrow({ [name]: wan === null ? undefined : String(Math.round(wan * FEN_PER_WAN)) })} />
            </Form.Item>
          ))}
        </Form>
      )}
    </>
  );
}
