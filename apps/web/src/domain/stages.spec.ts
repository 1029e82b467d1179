import { describe, expect, it } from '@jest/globals';
import type { BoardColumn, Stage } from '../api/answers.ts';
import { dropTargets, shownColumns, STAGES } from './stages.ts';

const columns = (counts: Partial<Record<Stage, number>>): readonly BoardColumn[] =>
  STAGES.map((stage) => ({ stage, count: counts[stage] ?? 0, amount: 0, cards: [], cursor: null }));

describe('the columns a board shows', () => {
  it('are the path of capital and the end, empty or not', () => {
    expect(shownColumns(columns({})).map(({ stage }) => stage)).toEqual([
      'registered', 'triaged', 'protected', 'negotiating', 'in-review', 'approved', 'signed', 'landed', 'started', 'producing', 'at-capacity', 'closed',
    ]);
  });

  it('are also those of the other kinds when something stands in them', () => {
    const shown = shownColumns(columns({ arrived: 2 })).map(({ stage }) => stage);
    expect(shown).toContain('arrived');
    expect(shown).not.toContain('performing');
  });
});

describe('where a card may be dropped', () => {
  const card = { stage: 'negotiating', kind: 'capital' } as const;

  it('is where a command that the server allows would lead', () => {
    expect([...dropTargets(card, ['RecordRound', 'SubmitDossier', 'LoseDeal'])]).toEqual([['in-review', 'SubmitDossier'], ['closed', 'LoseDeal']]);
  });

  it('is nowhere when the server allows nothing, whatever the column', () => {
    for (const stage of STAGES) expect(dropTargets({ stage, kind: 'capital' }, ['AddComment']).size).toBe(0);
  });

  it('follows the path of its kind', () => {
    expect([...dropTargets({ stage: 'signed', kind: 'capital' }, ['ReportMilestone']).keys()]).toEqual(['landed']);
    expect([...dropTargets({ stage: 'signed', kind: 'talent' }, ['ReportMilestone']).keys()]).toEqual(['arrived']);
  });

  it('never skips a column', () => {
    expect(dropTargets({ stage: 'triaged', kind: 'capital' }, ['OpenNegotiation', 'GrantProtection']).has('negotiating')).toBe(false);
  });
});
