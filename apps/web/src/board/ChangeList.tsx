import { ArrowRightOutlined } from '@ant-design/icons';
import { Link } from 'react-router';
import type { BoardCard, Change, ChangeKind } from '../api/answers.ts';
import { amountText } from '../format/money.ts';
import { type Texts, useTexts } from '../texts/index.ts';

const ORDER: readonly ChangeKind[] = ['advanced', 'added', 'fell-back', 'closed', 'reopened', 'moved-in', 'moved-out', 'merged', 'revalued'];

/** Changes by what they are, each case by name; a case that advanced and was revalued stands under both. */
export function ChangeList({ changes, most = Number.POSITIVE_INFINITY }: { readonly changes: readonly Change[]; readonly most?: number }) {
  const t = useTexts();
  const groups = ORDER.map((kind) => ({ kind, of: changes.filter(({ kinds }) => kinds.includes(kind)) })).filter(({ of }) => of.length > 0);
  return (
    <div className="change-list">
      {groups.map(({ kind, of }) => (
        <section key={kind}>
          <h3 className={`change-kind change-${kind}`}>{t.code('change', kind)} <span>{of.length}</span></h3>
          <ul>
            {of.slice(0, most).map((change) => (
              <li key={change.id}>
                <Link to={`/cases/${change.id}`}>
                  <span className="change-title">{(change.after ?? change.before)!.confidential ? t('case.confidential') : (change.after ?? change.before)!.title}</span>
                  <span className="change-what">{what(kind, change, t)}</span>
                  <span className="change-who">{(change.after ?? change.before)!.investor}</span>
                </Link>
              </li>
            ))}
          </ul>
          {of.length > most && <p className="change-more">{t('changes.more', { n: of.length - most })}</p>}
        </section>
      ))}
    </div>
  );
}

function what(kind: ChangeKind, { before, after }: Change, t: Texts) {
  const stage = (card: BoardCard | null): string => (card ? t.code('stage', card.stage) : '—');
  const unit = (card: BoardCard | null): string => (card ? t.code('unit', card.unit ?? 'pool') : '—');
  const amount = (card: BoardCard | null): string => (card && amountText(card.amount, t.language)) ?? '—';
  if (kind === 'added') return <>{stage(after)}{after && after.amount > 0 && ` · ${amount(after)}`}</>;
  if (kind === 'revalued') return <Step from={amount(before)} to={amount(after)} />;
  if (kind === 'moved-in' || kind === 'moved-out') return <Step from={unit(before)} to={unit(after)} />;
  return <Step from={stage(before)} to={kind === 'closed' && after?.closedAs ? t.code('closed', after.closedAs) : stage(after)} />;
}

const Step = ({ from, to }: { readonly from: string; readonly to: string }) => <>{from} <ArrowRightOutlined /> {to}</>;
