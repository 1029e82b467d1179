import { useDraggable, useDroppable } from '@dnd-kit/core';
import { Button } from 'antd';
import { type CSSProperties, memo, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { BoardCard, BoardColumn as Column, Day } from '../api/answers.ts';
import { useIsFresh } from '../api/live.ts';
import { useColumn } from '../api/reads.ts';
import { amountText } from '../format/money.ts';
import { useTexts } from '../texts/index.ts';
import type { AsOf } from '../url/as-of.ts';
import { CARD_HEIGHT, CardFace } from './CardFace.tsx';
import type { Drag } from './use-drag.ts';
import { useWindow } from './use-window.ts';

type Props = { readonly column: Column; readonly unit: string; readonly asOf: AsOf; readonly today: Day; readonly drag: Drag; readonly draggable: boolean; readonly withUnit: boolean };

/** One stage: how many, how much, and its cards; an empty one keeps its place but takes little of it. */
export function BoardColumn({ column, unit, asOf, today, drag, draggable, withUnit }: Props) {
  const t = useTexts();
  const [more, setMore] = useState(false);
  const rest = useColumn(unit, column.stage, asOf, more);
  const cards = more && rest.data ? rest.data.pages.flatMap((page) => page.cards) : column.cards;
  const hasMore = more && rest.data ? rest.hasNextPage : column.cursor !== null;
  const loadMore = (): void => void (more ? rest.fetchNextPage() : setMore(true));
  const target = drag.targetOf(column.stage);
  const { setNodeRef, isOver } = useDroppable({ id: column.stage, disabled: target.kind !== 'allowed' });
  const empty = column.count === 0;
  const state = drag.card === null ? '' : `column-${target.kind}`;
  return (
    <section ref={setNodeRef} className={`column ${empty ? 'column-empty' : ''} ${state} ${isOver ? 'column-over' : ''}`} aria-label={t.code('stage', column.stage)} data-stage={column.stage}>
      <header className="column-head">
        <h2>{t.code('stage', column.stage)}</h2>
        <span className="column-count">{column.count}</span>
        {!empty && <span className="column-amount">{amountText(column.amount, t.language) ?? '—'}</span>}
      </header>
      {target.kind === 'allowed' && <div className="column-drop"><strong>{t('board.drop.to', { stage: t.code('stage', column.stage) })}</strong>{t('board.drop.command', { command: t.code('command', target.command) })}</div>}
      {empty ? <p className="column-nothing">{t('board.column.empty')}</p> : <Cards cards={cards} total={column.count} hasMore={hasMore} loading={rest.isFetching} loadMore={loadMore} today={today} draggable={draggable} withUnit={withUnit} />}
    </section>
  );
}

type CardsProps = { readonly cards: readonly BoardCard[]; readonly total: number; readonly hasMore: boolean; readonly loading: boolean; readonly loadMore: () => void; readonly today: Day; readonly draggable: boolean; readonly withUnit: boolean };

function Cards({ cards, total, hasMore, loading, loadMore, today, draggable, withUnit }: CardsProps) {
  const t = useTexts();
  const body = useRef<HTMLDivElement>(null);
  const { first, last } = useWindow(body, cards.length, CARD_HEIGHT);
  const space: CSSProperties = { height: cards.length * CARD_HEIGHT };
  return (
    <div ref={body} className="column-body">
      <div className="column-space" style={space}>
        <ol className="column-cards" style={{ transform: `translateY(${first * CARD_HEIGHT}px)` }}>
          {cards.slice(first, last).map((card) => <li key={card.id}><DraggableCard card={card} today={today} draggable={draggable} withUnit={withUnit} /></li>)}
        </ol>
      </div>
      {hasMore && <Button type="text" block size="small" loading={loading} onClick={loadMore}>{t('board.more-in-column', { n: Math.max(0, total - cards.length) })}</Button>}
    </div>
  );
}

type CardProps = { readonly card: BoardCard; readonly today: Day; readonly draggable: boolean; readonly withUnit: boolean };

const DraggableCard = memo(function DraggableCard({ card, today, draggable, withUnit }: CardProps) {
  const fresh = useIsFresh(card.id);
  const { setNodeRef, listeners, attributes, isDragging } = useDraggable({ id: card.id, data: { card }, disabled: !draggable });
  const { role: _, ...described } = attributes;
  return (
    <Link ref={setNodeRef} to={`/cases/${card.id}`} draggable={false} className={`card ${fresh ? 'card-fresh' : ''} ${isDragging ? 'card-gone' : ''} ${card.onHoldSince ? 'card-held' : ''}`} data-card={card.id} {...described} {...listeners}>
      <CardFace card={card} today={today} unit={withUnit} />
    </Link>
  );
});
