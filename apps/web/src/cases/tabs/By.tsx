import { useTexts } from '../../texts/index.ts';
import type { Told } from '../case-view.ts';

/** Who entered something, for whom, and the day it happened. */
export function By({ told: { on, by } }: { readonly told: Pick<Told<unknown>, 'on' | 'by'> }) {
  const t = useTexts();
  const who = by.onBehalfOf === undefined ? t('case.by', { account: by.account }) : t('case.on-behalf', { account: by.account, other: by.onBehalfOf });
  return <span className="by">{on} · {who}{by.unit !== null && ` · ${t.code('unit', by.unit)}`}</span>;
}
