import { useEffect, useState } from 'react';
import type { BoardColumn, Stage } from '../api/answers.ts';
import { useTexts } from '../texts/index.ts';

const columnOf = (stage: Stage): Element | null => document.querySelector(`.column[data-stage="${stage}"]`);

/** On a phone: the stages in a row to choose from; a swipe from column to column moves the choice along. */
export function StagePills({ columns }: { readonly columns: readonly BoardColumn[] }) {
  const t = useTexts();
  const [here, setHere] = useState<Stage | undefined>(columns.find(({ count }) => count > 0)?.stage);
  const stages = columns.map(({ stage }) => stage).join(' ');
  useEffect(() => {
    // Begin where something stands.
    const first = columns.find(({ count }) => count > 0);
    if (first) columnOf(first.stage)?.scrollIntoView({ inline: 'start', block: 'nearest' });
    // Only when the board is opened: later it would take the finger's column away.
  }, []);
  useEffect(() => {
    const seen = new IntersectionObserver(
      (entries) => {
        const shown = entries.find(({ isIntersecting }) => isIntersecting);
        if (shown) setHere((shown.target as HTMLElement).dataset['stage'] as Stage);
      },
      { threshold: 0.6 },
    );
    for (const stage of stages.split(' ')) {
      const column = columnOf(stage as Stage);
      if (column) seen.observe(column);
    }
    return () => seen.disconnect();
  }, [stages]);
  useEffect(() => {
    document.querySelector(`.pill[data-stage="${here}"]`)?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [here]);
  return (
    <nav className="pills" aria-label={t('board.stage')}>
      {columns.map(({ stage, count }) => (
        <button key={stage} type="button" data-stage={stage} className={stage === here ? 'pill pill-here' : 'pill'} aria-current={stage === here} onClick={() => columnOf(stage)?.scrollIntoView({ behavior: 'smooth', inline: 'start', block: 'nearest' })}>
          {t.code('stage', stage)} <span>{count}</span>
        </button>
      ))}
    </nav>
  );
}
