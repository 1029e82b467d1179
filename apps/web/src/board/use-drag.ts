import { type Announcements, type CollisionDetection, type DragEndEvent, type DragStartEvent, KeyboardCode, type KeyboardCoordinateGetter, KeyboardSensor, MouseSensor, pointerWithin, rectIntersection, TouchSensor, useSensor, useSensors } from '@dnd-kit/core';
import { App } from 'antd';
import { useRef, useState } from 'react';
import type { BoardCard, CaseRights, Stage } from '../api/answers.ts';
import { problemIn } from '../api/problem.ts';
import { readRights } from '../api/reads.ts';
import { dropTargets, isLead } from '../domain/stages.ts';
import { problemTitle } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';

/** What a column is to the card that is being dragged. */
export type DropTarget = { readonly kind: 'none' | 'asking' | 'refused' | 'home' } | { readonly kind: 'allowed'; readonly command: string };

/** The card under the pointer, and where it may go. */
export type Drag = { readonly card: BoardCard | null; readonly targetOf: (stage: Stage) => DropTarget };

/** A drop that a command allows: the card, and the command whose form it opens. */
export type Drop = { readonly card: BoardCard; readonly command: string };

/**
 * Dragging a card asks the server what may be done with it; a drop opens the form of the command. It never moves the
 * card: that is what the command's event does.
 */
export function useDrag(onDrop: (drop: Drop) => void) {
  const t = useTexts();
  const { message } = App.useApp();
  const [card, setCard] = useState<BoardCard | null>(null);
  const [rights, setRights] = useState<CaseRights | null>(null);
  const asked = useRef(0);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 300, tolerance: 8 } }),
    useSensor(KeyboardSensor, { keyboardCodes: { start: [KeyboardCode.Space], cancel: [KeyboardCode.Esc], end: [KeyboardCode.Space] }, coordinateGetter: nextColumn }),
  );
  const targets = card && rights ? dropTargets(card, rights.allowed) : new Map<Stage, string>();

  const targetOf = (stage: Stage): DropTarget => {
    if (!card) return { kind: 'none' };
    if (stage === card.stage) return { kind: 'home' };
    if (!rights) return { kind: 'asking' };
    const command = targets.get(stage);
    return command ? { kind: 'allowed', command } : { kind: 'refused' };
  };
  const start = (event: DragStartEvent): void => {
    const picked = event.active.data.current?.['card'] as BoardCard;
    const ask = ++asked.current;
    setCard(picked);
    setRights(null);
    rightsOf(picked).then(
      (answer) => {
        if (asked.current !== ask) return;
        setRights(answer);
        if (dropTargets(picked, answer.allowed).size === 0) void message.info({ key: 'drag', content: t('board.drop.none') });
      },
      (error: unknown) => asked.current === ask && void message.error({ key: 'drag', content: problemTitle(error, t) }),
    );
  };
  const stop = (): void => {
    asked.current++;
    setCard(null);
    setRights(null);
  };
  const end = ({ over }: DragEndEvent): void => {
    const command = over && targets.get(over.id as Stage);
    if (card && command) onDrop({ card, command });
    stop();
  };
  const announcements: Announcements = {
    onDragStart: ({ active }) => t('board.drag.picked', { title: (active.data.current?.['card'] as BoardCard).title }),
    onDragOver: ({ over }) => (over ? t('board.drop.to', { stage: t.code('stage', String(over.id)) }) : undefined),
    onDragEnd: ({ over }) => (over ? t('board.drop.command', { command: t.code('command', targets.get(over.id as Stage) ?? '') }) : t('board.drag.dropped')),
    onDragCancel: () => t('board.drag.dropped'),
  };
  const context = { sensors, collisionDetection, accessibility: { announcements, screenReaderInstructions: { draggable: t('board.drag.how') } }, onDragStart: start, onDragEnd: end, onDragCancel: stop };
  return { drag: { card, targetOf }, context };
}

// The pointer says which column is meant; between two, or without a pointer, what the card covers most.
const collisionDetection: CollisionDetection = (seen) => {
  const under = pointerWithin(seen);
  return under.length > 0 ? under : rectIntersection(seen);
};

/** An arrow key takes the card to the next column that would take it; the others are not measured at all. */
const nextColumn: KeyboardCoordinateGetter = (event, { currentCoordinates, context: { collisionRect, droppableRects } }) => {
  const ahead = event.code === KeyboardCode.Right ? 1 : event.code === KeyboardCode.Left ? -1 : 0;
  if (ahead === 0 || !collisionRect) return undefined;
  event.preventDefault();
  const columns = [...droppableRects.values()].filter(({ left }) => (left - collisionRect.left) * ahead > collisionRect.width / 2);
  const [next] = columns.sort((a, b) => (a.left - b.left) * ahead);
  return next ? { x: currentCoordinates.x + next.left - collisionRect.left, y: currentCoordinates.y } : undefined;
};

/** A closed card does not say whether it was closed as a lead or as a deal: who is not the one is the other. */
async function rightsOf(card: BoardCard): Promise<CaseRights> {
  const lead = isLead(card);
  try {
    return await readRights(card.id, lead);
  } catch (error) {
    if (card.stage === 'closed' && problemIn(error).status === 404) return readRights(card.id, !lead);
    throw error;
  }
}
