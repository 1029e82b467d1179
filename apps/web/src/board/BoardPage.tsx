import { DndContext, DragOverlay } from '@dnd-kit/core';
import { Button, Empty, Select, Skeleton } from 'antd';
import { DiffOutlined, PlusOutlined } from '@ant-design/icons';
import { useEffect, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Board } from '../api/answers.ts';
import { ALL, useBoard } from '../api/reads.ts';
import { shownColumns } from '../domain/stages.ts';
import { UNIT_CODES } from '../domain/units.ts';
import { dayIn } from '../format/days.ts';
import { amountText } from '../format/money.ts';
import { CommandDrawer } from '../forms/CommandDrawer.tsx';
import { may, useSignedIn } from '../session/session.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useIsPhone } from '../shell/use-is-phone.ts';
import { useTexts } from '../texts/index.ts';
import { isPast } from '../url/as-of.ts';
import { useAsOf } from '../url/use-as-of.ts';
import { AsOfPicker, PastBanner } from './AsOfPicker.tsx';
import { BoardColumn } from './BoardColumn.tsx';
import { CardFace } from './CardFace.tsx';
import { ChangesDrawer } from './ChangesDrawer.tsx';
import { StagePills } from './StagePills.tsx';
import { type Drop, useDrag } from './use-drag.ts';

/** The board of a unit, or of all: its pipeline now, or as it stood on any date. */
export function BoardPage() {
  const t = useTexts();
  const { unit = ALL } = useParams();
  const [asOf, setAsOf] = useAsOf();
  const { data: board, error, isPending, isPlaceholderData, refetch } = useBoard(unit, asOf);
  const [changes, setChanges] = useState(false);
  const name = unit === ALL ? t('board.title-all') : t('board.title', { unit: t.code('unit', unit) });
  useEffect(() => {
    document.title = `${name} · ${t('app.name')}`;
  }, [name, t]);
  return (
    <div className="board-page">
      <div className="page-head">
        <h1>{name}</h1>
        {board && <BoardSummary board={board} />}
        <span className="page-head-space" />
        <UnitSelect unit={unit} />
        <AsOfPicker value={asOf} onChange={setAsOf} />
        <Button icon={<DiffOutlined />} onClick={() => setChanges(true)} data-testid="changes">{t('board.changes')}</Button>
        <NewLead />
      </div>
      <PastBanner value={asOf} onChange={setAsOf} />
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      {isPending && <BoardSkeleton />}
      {board && <BoardBody key={unit} board={board} unit={unit} stale={isPlaceholderData} />}
      <ChangesDrawer open={changes} onClose={() => setChanges(false)} unit={unit} asOf={asOf} />
    </div>
  );
}

function BoardSummary({ board }: { readonly board: Board }) {
  const t = useTexts();
  const open = board.columns.filter(({ stage }) => stage !== 'closed');
  const count = open.reduce((sum, column) => sum + column.count, 0);
  const amount = open.reduce((sum, column) => sum + column.amount, 0);
  return <p className="page-summary">{t('board.summary', { count, amount: amountText(amount, t.language) ?? '—' })}</p>;
}

/** Those who see every board choose among them; a team has its own. */
function UnitSelect({ unit }: { readonly unit: string }) {
  const t = useTexts();
  const me = useSignedIn();
  const navigate = useNavigate();
  if (!may(me, 'board.all')) return null;
  const options = [ALL, ...UNIT_CODES].map((code) => ({ value: code, label: t.code('unit', code) }));
  return <Select className="unit-select" aria-label={t('board.unit')} value={unit} options={options} showSearch={{ optionFilterProp: 'label' }} onChange={(next) => void navigate({ pathname: `/board/${next}`, search: location.search })} popupMatchSelectWidth={false} />;
}

function NewLead() {
  const t = useTexts();
  const me = useSignedIn();
  const navigate = useNavigate();
  if (!may(me, 'lead.register')) return null;
  return <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/leads/new')}>{t('board.new-lead')}</Button>;
}

function BoardBody({ board, unit, stale }: { readonly board: Board; readonly unit: string; readonly stale: boolean }) {
  const t = useTexts();
  const phone = useIsPhone();
  const [asOf] = useAsOf();
  const [drop, setDrop] = useState<Drop | null>(null);
  const { drag, context } = useDrag(setDrop);
  const columns = shownColumns(board.columns);
  const past = isPast(asOf);
  const today = asOf.happened ?? (asOf.known ? dayIn(new Date(asOf.known)) : dayIn(new Date()));
  if (columns.every(({ count }) => count === 0)) return <div className="board-none"><Empty description={<><strong>{t('board.empty.title')}</strong><br />{t('board.empty.text')}</>} /></div>;
  return (
    <DndContext {...context} autoScroll={{ threshold: { x: 0.15, y: 0.1 } }}>
      {phone && <StagePills columns={columns} />}
      <div className={`board ${stale ? 'board-stale' : ''} ${drag.card ? 'board-dragging' : ''}`} data-testid="board" data-position={board.position}>
        {columns.map((column) => <BoardColumn key={column.stage} column={column} unit={unit} asOf={asOf} today={today} drag={drag} draggable={!past && !phone} withUnit={unit === ALL} />)}
      </div>
      <DragOverlay dropAnimation={null}>{drag.card && <div className="card card-lifted"><CardFace card={drag.card} today={today} unit={unit === ALL} /></div>}</DragOverlay>
      <CommandDrawer caseId={drop?.card.id ?? ''} command={drop?.command ?? null} onClose={() => setDrop(null)} />
    </DndContext>
  );
}

function BoardSkeleton() {
  return <div className="board" aria-busy="true">{[3, 2, 4, 2, 1].map((rows, index) => <section key={index} className="column"><Skeleton active title={{ width: '50%' }} paragraph={{ rows: rows * 3 }} className="column-wait" /></section>)}</div>;
}
