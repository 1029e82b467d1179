import { CheckOutlined, SettingOutlined } from '@ant-design/icons';
import { Button, Empty, Segmented, Skeleton, Tooltip } from 'antd';
import { useEffect } from 'react';
import { Link, useSearchParams } from 'react-router';
import { minuteIn } from '../format/days.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import { withParams } from '../url/as-of.ts';
import { familyOf, isUrgent, type NoticeLine, noticePath, noticeText } from './notice-view.ts';
import './notices.css';
import { useMarkRead, useNotices } from './reads.ts';

/** The inbox: what one was told, latest first, each with the way to its case. */
export function NoticesPage() {
  const t = useTexts();
  const [params, setParams] = useSearchParams();
  const all = params.get('show') === 'all';
  const notices = useNotices(!all);
  const mark = useMarkRead();
  const items = notices.data?.pages.flatMap((page) => page.items) ?? [];
  useEffect(() => {
    document.title = `${t('notices.title')} · ${t('app.name')}`;
  }, [t]);
  return (
    <div className="page notices-page">
      <div className="page-head">
        <h1>{t('notices.title')}</h1><p className="page-summary">{t('notices.subtitle')}</p><span className="page-head-space" />
        <Link to="/notices/preferences"><Button icon={<SettingOutlined />}>{t('notices.preferences')}</Button></Link>
      </div>
      <div className="filters">
        <Segmented value={all ? 'all' : 'unread'} options={[{ value: 'unread', label: t('notices.unread') }, { value: 'all', label: t('notices.all') }]} onChange={(value) => setParams((before) => withParams(before, { show: value === 'all' ? 'all' : undefined }), { replace: true })} />
        <Button icon={<CheckOutlined />} disabled={!items.some(({ readAt }) => readAt === null)} loading={mark.isPending && mark.variables === undefined} onClick={() => mark.mutate(undefined)}>{t('notices.read-all')}</Button>
      </div>
      {(notices.error ?? mark.error) && <ProblemView error={notices.error ?? mark.error} retry={() => void notices.refetch()} />}
      {notices.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {notices.data && items.length === 0 && <div className="panel"><Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<><strong>{t(all ? 'notices.none' : 'notices.none-unread')}</strong><br />{t('notices.none.text')}</>} /></div>}
      {items.length > 0 && <ol className="notices">{items.map((line) => <Line key={line.id} line={line} onRead={() => line.readAt === null && mark.mutate(line.id)} />)}</ol>}
      {notices.hasNextPage && <div className="list-end"><Button loading={notices.isFetchingNextPage} onClick={() => void notices.fetchNextPage()}>{t('common.more')}</Button></div>}
    </div>
  );
}

function Line({ line, onRead }: { readonly line: NoticeLine; readonly onRead: () => void }) {
  const t = useTexts();
  const path = noticePath(line);
  const unread = line.readAt === null;
  const text = (
    <>
      <span className="notice-what"><span className={`notice-kind${isUrgent(line.kind) ? ' notice-urgent' : ''}`}>{t.code('notice.family', familyOf(line.kind))}</span><strong>{noticeText(line, t)}</strong></span>
      {line.title !== null && <span className="notice-case">{line.title}</span>}
    </>
  );
  return (
    <li className={unread ? 'notice notice-unread' : 'notice'} data-testid="notice" data-kind={line.kind}>
      {path === null ? <div className="notice-text">{text}</div> : <Link to={path} className="notice-text" onClick={onRead}>{text}</Link>}
      <time dateTime={line.at}>{minuteIn(new Date(line.at))}</time>
      {unread && <Tooltip title={t('notices.read')}><Button type="text" size="small" icon={<CheckOutlined />} aria-label={t('notices.read')} onClick={onRead} /></Tooltip>}
    </li>
  );
}
