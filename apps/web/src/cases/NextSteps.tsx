import { ArrowRightOutlined, CheckCircleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { CaseContext, Values } from '../forms/command-form.ts';
import { type Texts, useTexts } from '../texts/index.ts';
import { nextSteps, type NextStep } from './next-steps.ts';

type Props = { readonly context: CaseContext; readonly onCommand: (command: string, preset?: Values) => void };

/** What stands between a case and its next column, in words, each with the button that mends it or with whose turn it is. */
export function NextSteps({ context, onCommand }: Props) {
  const t = useTexts();
  const steps = nextSteps(context);
  if (steps.length === 0) return null;
  // A lead is told all it lacks on its way to the talks, column by column.
  const columns = [...new Set(steps.map(({ column }) => column))];
  return (
    <section className="next" aria-label={t('next.title')}>
      <h2>{t('next.to', { stage: t.code('stage', columns.at(-1) ?? '') })}</h2>
      <ul>
        {steps.map((step) => (
          <li key={`${step.command}/${step.needs.join()}`} className={step.allowed ? 'next-mine' : ''}>
            <span className="next-mark">{step.needs.length === 0 ? <CheckCircleOutlined /> : <ArrowRightOutlined />}</span>
            {columns.length > 1 && <span className="next-column">{t.code('stage', step.column)}</span>}
            <span className="next-text">{textOf(step, t)}</span>
            {step.allowed
              ? <Button size="small" type="primary" ghost onClick={() => onCommand(step.command, step.preset)}>{t.code('command', step.command)}</Button>
              : <span className="next-whose">{t.code('whose', step.command)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function textOf({ needs, command, column }: NextStep, t: Texts): string {
  if (needs.length === 0) return t('next.ready', { command: t.code('command', command), stage: t.code('stage', column) });
  if (command === 'SubmitDossier') return t('next.dossier', { fields: needs.map((need) => t.code('field', need.replace('dossier.', ''))).join(t('facts.separator')) });
  return needs.map((need) => t.code('need', need)).join(t('facts.separator'));
}
