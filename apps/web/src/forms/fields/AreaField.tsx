import { Input } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import { formatScaled, parseScaled } from '../scaled.ts';
import type { Faulty } from './MoneyField.tsx';

type Props = { readonly id?: string; readonly value?: number | Faulty; readonly onChange?: (value: number | Faulty | undefined) => void };

/** Land in 亩 with two decimals, held in hundredths of a 亩. */
export function AreaField({ id, value, onChange }: Props) {
  const t = useTexts();
  const [typed, setTyped] = useState(typeof value === 'number' ? formatScaled(value, 2) : '');
  const change = (text: string): void => {
    setTyped(text);
    const parsed = text.trim() === '' ? undefined : parseScaled(text, 2);
    onChange?.(typeof parsed === 'string' ? { fault: parsed } : parsed);
  };
  const hectares = typeof value === 'number' ? (value / 1500).toLocaleString('en-US', { maximumFractionDigits: 3 }) : null;
  return (
    <div>
      <Input id={id} inputMode="decimal" autoComplete="off" suffix={t('area.unit')} value={typed} onChange={({ target }) => change(target.value)} />
      {hectares !== null && <div className="field-reading">= {t('area.hectares', { n: hectares })}</div>}
    </div>
  );
}
