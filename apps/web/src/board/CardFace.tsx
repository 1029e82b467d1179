import { ClockCircleOutlined, PauseCircleFilled, PhoneOutlined, SafetyOutlined, SwapOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import { memo } from 'react';
import type { BoardCard, Day } from '../api/answers.ts';
import { ageInStage, daysBetween, urgencyOf } from '../format/days.ts';
import { amountText } from '../format/money.ts';
import { type Texts, useTexts } from '../texts/index.ts';

/** Every card has this height, in pixels, gap included: a column of thousands draws only what is in sight. */
export const CARD_HEIGHT = 140;

type Props = { readonly card: BoardCard; readonly today: Day; readonly unit?: boolean; readonly stage?: boolean };

/** What a card tells: title, investor, amount, chain, age in its stage, and what is urgent about it. */
export const CardFace = memo(function CardFace({ card, today, unit = false, stage = false }: Props) {
  const t = useTexts();
  const amount = amountText(card.amount, t.language);
  return (
    <>
      <div className="card-title" title={card.title}>{card.confidential ? t('case.confidential') : card.title}</div>
      <div className="card-investor" title={card.investor}>
        <span>{card.investor}</span>
        {unit && card.unit && <span className="card-unit">{t.code('unit', card.unit)}</span>}
      </div>
      <div className="card-line">
        <span className={amount ? 'card-amount' : 'card-amount card-quiet'}>{amount ?? t('common.unnamed-amount')}</span>
        {card.kind !== 'capital' && <span className="chip">{t.code('kind', card.kind)}</span>}
        {stage && <span className={`stage stage-${card.stage}`}>{t.code('stage', card.stage)}</span>}
        {card.chain && <span className="chip">{t.code('chain', card.chain)}</span>}
      </div>
      <div className="card-marks">
        <Age card={card} today={today} t={t} />
        <Protection card={card} today={today} t={t} />
        {card.onHoldSince && <Tooltip title={holdText(card, t)}><span className="mark mark-hold"><PauseCircleFilled /> {t('board.hold')}</span></Tooltip>}
        {card.offeredTo && <span className="mark mark-offer"><SwapOutlined /> {t('board.offered', { unit: t.code('unit', card.offeredTo) })}</span>}
        {card.stage === 'closed' && card.closedAs && <span className="mark">{t.code('closed', card.closedAs)}</span>}
        {card.companyRegistered && card.stage === 'signed' && <span className="mark">{t('board.company')}</span>}
        {card.siteSecured && card.stage === 'signed' && <span className="mark">{t('board.site')}</span>}
        <Contact card={card} today={today} t={t} />
      </div>
    </>
  );
});

type Part = { readonly card: BoardCard; readonly today: Day; readonly t: Texts };

function Age({ card, today, t }: Part) {
  const age = ageInStage(card, today);
  if (age === null || card.stage === 'closed') return null;
  const held = daysBetween(card.since!, today) - age;
  return (
    <Tooltip title={held > 0 ? t('board.age.held', { n: age, held }) : t('board.age', { n: age })}>
      <span className="mark"><ClockCircleOutlined /> {t('common.days', { n: age })}</span>
    </Tooltip>
  );
}

function Protection({ card: { stage, protectedUntil }, today, t }: Part) {
  if (!protectedUntil || (stage !== 'protected' && stage !== 'triaged')) return null;
  const left = daysBetween(today, protectedUntil);
  return (
    <Tooltip title={`${t('board.protected', { day: protectedUntil })} · ${left < 0 ? t('board.protected.over') : t('board.protected.left', { n: left })}`}>
      <span className={`mark urgency-${urgencyOf(protectedUntil, today)}`}><SafetyOutlined /> {protectedUntil.slice(5)}</span>
    </Tooltip>
  );
}

function Contact({ card: { stage, lastContactOn }, t }: Part) {
  if (stage === 'closed') return null;
  if (!lastContactOn) return null;
  return <Tooltip title={t('board.last-contact', { day: lastContactOn })}><span className="mark mark-end"><PhoneOutlined /> {lastContactOn.slice(5)}</span></Tooltip>;
}

function holdText({ onHoldSince, reviewOn }: BoardCard, t: Texts): string {
  return [t('board.hold.since', { day: onHoldSince! }), reviewOn && t('board.hold.review', { day: reviewOn })].filter(Boolean).join(' · ');
}
