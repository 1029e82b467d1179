import { Button, Drawer, Empty, Skeleton } from 'antd';
import { Link } from 'react-router';
import { may, useSignedIn } from '../session/session.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useIsPhone } from '../shell/use-is-phone.ts';
import { useTexts } from '../texts/index.ts';
import type { AsOf } from '../url/as-of.ts';
import { lineText } from './figure-text.ts';
import type { Asked, Behind, Figure } from './figure-view.ts';
import { useBehind } from './reads.ts';

type Props = { readonly figure: Figure; readonly asked: Asked; readonly line: string; readonly asOf: AsOf; readonly onClose: () => void };

/** The cases behind a line of a figure, each with the events that say so. */
export function BehindDrawer({ figure, asked, line, asOf, onClose }: Props) {
  const t = useTexts();
  const phone = useIsPhone();
  const { data, error, refetch, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useBehind(asked, line, asOf);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const title = lineText(figure.lines.find(({ key }) => key === line) ?? { key: line }, t);
  return (
    <Drawer open onClose={onClose} size={phone ? '100%' : 640} title={t('figures.behind', { line: title, n: data?.pages[0]?.total ?? '…' })}>
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      {isPending && <Skeleton active paragraph={{ rows: 6 }} />}
      {data && items.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('figures.none')} />}
      <ul className="behind">{items.map((item, index) => <li key={`${item.case?.id}/${item.on}/${index}`}><CaseBehind item={item} /></li>)}</ul>
      {hasNextPage && <div className="list-end"><Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('common.more')}</Button></div>}
    </Drawer>
  );
}

function CaseBehind({ item: { case: found, on, events } }: { readonly item: Behind['items'][number] }) {
  const t = useTexts();
  const me = useSignedIn();
  // Entering the column that a cohort is counted from is one event and two proofs.
  const told = events.filter(({ id }, index) => events.findIndex((other) => other.id === id) === index);
  if (!found) return <span className="quiet">{t('figures.not-yours', { on })}</span>;
  return (
    <>
      <Link to={`/cases/${found.id}${may(me, 'history.read') ? '?tab=timeline' : ''}`} data-testid="behind"><strong>{found.title}</strong></Link>
      <span className="behind-who">{found.investor} · {t.code('unit', found.unit ?? 'pool')}{found.stage !== null && ` · ${t.code('stage', found.stage)}`}</span>
      <span className="behind-events">{told.map(({ id, type, occurredOn, ordinal }) => <span key={id}>{occurredOn} {t.code('event', type)} <span className="quiet">#{ordinal}</span></span>)}</span>
    </>
  );
}
