import { useQueryClient } from '@tanstack/react-query';
import { Select } from 'antd';
import { useEffect } from 'react';
import { actFor, useActingFor } from '../api/acting.ts';
import type { Me } from '../api/answers.ts';
import { useTexts } from '../texts/index.ts';

/** For whom one acts, for whoever may act for somebody: chosen in the head of every page, and sent with every request. */
export function ActingChoice({ me }: { readonly me: Me }) {
  const t = useTexts();
  const queries = useQueryClient();
  const acting = useActingFor();
  const may = me.actsFor ?? [];
  const over = acting !== null && !may.includes(acting);
  useEffect(() => {
    if (over) actFor(null);
  }, [over]);
  if (may.length === 0) return null;
  const choose = (value: string): void => {
    actFor(value === '' ? null : value);
    void queries.invalidateQueries();
  };
  return <Select className={acting === null ? undefined : 'acting'} aria-label={t('acting.choose')} value={acting ?? ''} onChange={choose} popupMatchSelectWidth={false} options={[{ value: '', label: t('acting.self') }, ...may.map((value) => ({ value, label: t('acting.for', { name: value }) }))]} />;
}
