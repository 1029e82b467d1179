import { Button, Empty, Tag } from 'antd';
import { useTexts } from '../../texts/index.ts';
import type { CaseContext } from '../../forms/command-form.ts';
import { Opened } from '../Opened.tsx';
import { By } from './By.tsx';

type Props = { readonly context: CaseContext; readonly onCommand: (command: string) => void };

/** The rounds of talks, latest first, with both sides' positions side by side. */
export function RoundsTab({ context: { deal }, onCommand }: Props) {
  const t = useTexts();
  const rounds = deal?.rounds ?? [];
  const add = deal?.allowed.includes('RecordRound') && <Button type="primary" onClick={() => onCommand('RecordRound')}>{t('command.RecordRound')}</Button>;
  if (rounds.length === 0) return <Empty description={t('rounds.none')}>{add}</Empty>;
  return (
    <div className="entries">
      {add && <div className="tab-bar">{add}</div>}
      {rounds.map((round, index) => (
        <article key={round.id} className="entry">
          <div className="entry-head"><strong>{t('rounds.number', { n: index + 1 })}</strong><By told={round} /></div>
          <div className="topics">{round.data.topics.map((topic, place) => <span key={place} className="topic"><Tag>{t.code('topic', topic.code)}</Tag><Opened value={topic.text} /></span>)}</div>
          <div className="positions">
            <div><h4>{t('field.ourPosition')}</h4><p><Opened value={round.data.ourPosition} none="—" /></p></div>
            <div><h4>{t('field.theirPosition')}</h4><p><Opened value={round.data.theirPosition} none="—" /></p></div>
          </div>
          {round.data.agreed && <div className="agreed"><h4>{t('field.agreed')}</h4><p><Opened value={round.data.agreed} /></p></div>}
        </article>
      )).toReversed()}
    </div>
  );
}
