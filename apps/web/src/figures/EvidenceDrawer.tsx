import { Button, Drawer, Empty, Skeleton } from 'antd';
import { Link } from 'react-router';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useIsPhone } from '../shell/use-is-phone.ts';
import { type Texts, useTexts } from '../texts/index.ts';
import { lineText, numberText } from './figure-numbers.ts';
import { type Asking, type Evidence, type Figure, type Scale, useEvidence } from './use-figures.ts';

type Props = { readonly figure: Figure; readonly asking: Asking; readonly line?: string; readonly onClose: () => void };

/** In which scale a figure's evidence counts. */
const VALUES: Readonly<Record<string, Scale>> = {
  conversion: 'fen', 'time-in-stage': 'days', stale: 'days', 'fulfilment-rate': 'count', 'start-rate': 'count', 'production-rate': 'count', 'paid-in-rate': 'fen',
  forecast: 'fen', 'per-mu': 'fen-per-mu', 'standard-what-if': 'fen', 'chain-coverage': 'fen',
};

/** The cases behind one line of a figure, each with the events that say so. */
export function EvidenceDrawer({ figure, asking, line, onClose }: Props) {
  const t = useTexts();
  const phone = useIsPhone();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useEvidence(figure, line, asking);
  const shown = figure.lines.find(({ key }) => key === line);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const scale = VALUES[figure.name] ?? shown?.scale ?? 'count';
  return (
    <Drawer open={line !== undefined} onClose={onClose} size={phone ? '100%' : 560} title={shown ? t('figures.cases', { line: lineText(shown, t), n: data?.pages[0]?.total ?? '…' }) : ''}>
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      {line !== undefined && isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {data && items.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('figures.cases.none')} />}
      <ul className="evidence">{items.map((item, index) => <Item key={`${item.on} ${item.case?.id ?? ''} ${index}`} item={item} scale={scale} t={t} />)}</ul>
      {hasNextPage && <Button block loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('figures.more')}</Button>}
    </Drawer>
  );
}

function Item({ item: { case: of, on, value, events }, scale, t }: { readonly item: Evidence; readonly scale: Scale; readonly t: Texts }) {
  return (
    <li>
      <div className="evidence-head">
        {of ? <Link to={`/cases/${of.id}`}>{of.title}</Link> : <span className="quiet">{t('figures.cases.others')}</span>}
        <strong>{numberText(value, scale, t)}</strong>
      </div>
      <div className="quiet">{[on, of && t.code('unit', of.unit ?? 'pool'), of?.stage && t.code('stage', of.stage), of?.investor].filter(Boolean).join(' · ')}</div>
      {events.map((event) => <div key={event.id} className="evidence-event">{t('figures.event', { day: event.occurredOn, what: t.code('event', event.type), n: event.ordinal })}</div>)}
    </li>
  );
}
