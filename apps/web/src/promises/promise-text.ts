import { amountText } from '../format/money.ts';
import { areaText, moneyText } from '../forms/money-text.ts';
import type { Texts } from '../texts/index.ts';
import type { PromiseView } from './promise-view.ts';

/** How much is promised; nothing for what is done or not done. */
export function measureText(measure: PromiseView['measure'], t: Texts): string | null {
  switch (measure.of) {
    case 'money':
      return moneyText(measure.money, t);
    case 'area':
      return areaText(measure.centiMu, t);
    case 'jobs':
      return `${measure.count.toLocaleString('en-US')} ${t('measure.people')}`;
    case 'energy':
      return `${measure.tce.toLocaleString('en-US')} ${t('measure.tce')}`;
    case 'date':
      return t('promises.by', { on: measure.by });
    case 'deed':
      return null;
  }
}

/** When it is due: the day, or what the day waits for. */
export function dueText({ due, dueOn }: Pick<PromiseView, 'due' | 'dueOn'>, titles: ReadonlyMap<string, string>, t: Texts): string {
  if (dueOn !== null) return dueOn;
  if ('on' in due) return due.on;
  const after = 'after' in due ? t.code('anchor', due.after) : (titles.get(due.afterCommitment) ?? '');
  return t('promises.days-after', { n: due.days, after });
}

/** What must have happened before the zone fulfils. */
export function conditionText(condition: PromiseView['conditions'][number], titles: ReadonlyMap<string, string>, t: Texts): string {
  if ('milestone' in condition) return t.code('milestone', condition.milestone);
  if ('paidIn' in condition) return t('promises.paid-in', { amount: moneyText(condition.paidIn, t) });
  return titles.get(condition.commitment) ?? condition.commitment;
}

/** What it costs in all, and year by year; null before it is costed. */
export function costText({ costings }: Pick<PromiseView, 'costings'>, t: Texts): string | null {
  const costing = costings.at(-1);
  if (!costing) return null;
  if (costing.years.length === 0) return t('promises.costs-nothing');
  const money = (fen: number): string => amountText(fen, t.language) ?? t('money.zero');
  const total = costing.years.reduce((sum, { fen }) => sum + fen, 0);
  const years = costing.years.map(({ year, fen }) => `${year}: ${money(fen)}`).join(t('facts.separator'));
  return `${money(total)}${t('promises.cost.years', { years, is: t.code('costing', costing.is) })}`;
}
