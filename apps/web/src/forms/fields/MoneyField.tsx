import { Input, Select, Space } from 'antd';
import { useState } from 'react';
import { type Texts, useTexts } from '../../texts/index.ts';
import { CURRENCIES, type Money, type MoneyFault, parseMoney, type TypedMoney, typedMoney } from '../money-input.ts';
import { moneyText } from '../money-text.ts';
import { DayField } from './DayField.tsx';

/** What a money field holds while it is wrong. */
export type Faulty = { readonly fault: MoneyFault };
export const isFaulty = (value: unknown): value is Faulty => typeof value === 'object' && value !== null && 'fault' in value;

/** The rule that what was typed can be read. */
export const faultless = (t: Texts) => ({ validator: (_: unknown, value: unknown) => (isFaulty(value) ? Promise.reject(new Error(t.code('fault', value.fault))) : Promise.resolve()) });

// The library's own rule for a compact group would give each box the whole width.
const UNIT_WIDTH = { flex: 'none', width: 92 };
const CURRENCY_WIDTH = { flex: 'none', width: 104 };

type Props = { readonly id?: string; readonly value?: Money | Faulty; readonly onChange?: (value: Money | Faulty | undefined) => void };

/** An amount in 元, 万元 or 亿元; a foreign one with the rate and its day. */
export function MoneyField({ id, value, onChange }: Props) {
  const t = useTexts();
  const [typed, setTyped] = useState<TypedMoney>(() => typedMoney(isFaulty(value) ? undefined : value));
  const change = (part: Partial<TypedMoney>): void => {
    const next = { ...typed, ...part };
    setTyped(next);
    const parsed = parseMoney(next);
    onChange?.(typeof parsed === 'string' ? { fault: parsed } : parsed);
  };
  return (
    <div className="money-field">
      <Space.Compact block>
        <Input id={id} inputMode="decimal" autoComplete="off" value={typed.typed} onChange={({ target }) => change({ typed: target.value })} />
        <Select aria-label={t('money.unit')} value={typed.unit} onChange={(unit) => change({ unit })} popupMatchSelectWidth={false} style={UNIT_WIDTH}
          options={(['wan', 'yi', 'yuan'] as const).map((unit) => ({ value: unit, label: t(typed.currency === 'CNY' ? `money.unit.${unit}` : `money.unit.${unit}.foreign`) }))} />
        <Select aria-label={t('money.currency')} value={typed.currency} onChange={(currency) => change({ currency })} popupMatchSelectWidth={false} style={CURRENCY_WIDTH}
          options={CURRENCIES.map((currency) => ({ value: currency, label: t(`currency.${currency}`) }))} />
      </Space.Compact>
      {typed.currency !== 'CNY' && (
        <div className="money-rate">
          <Input prefix={<span className="quiet">{t('money.rate')}</span>} aria-label={t('money.rate')} inputMode="decimal" value={typed.rate} placeholder="7.0921" onChange={({ target }) => change({ rate: target.value })} />
          <DayField value={typed.rateOn ?? undefined} onChange={(day) => change({ rateOn: day ?? null })} placeholder={t('money.rate-on')} />
        </div>
      )}
      {value && !isFaulty(value) && <div className="field-reading">= {moneyText(value, t)}</div>}
    </div>
  );
}
