import { BellOutlined } from '@ant-design/icons';
import { Badge } from 'antd';
import { Link } from 'react-router';
import { useTexts } from '../texts/index.ts';
import './notices.css';
import { useUnread } from './reads.ts';

/** The bell in the head of every page: how much is unread, and the way there. */
export function Bell() {
  const t = useTexts();
  const { data } = useUnread();
  const unread = data?.unread ?? 0;
  return (
    <Link to="/notices" className="bell" aria-label={unread === 0 ? t('notices.bell.none') : t('notices.bell', { n: data?.more ? '99+' : unread })} data-testid="bell">
      <Badge count={unread} overflowCount={99} size="small" offset={[-1, 3]}><BellOutlined /></Badge>
    </Link>
  );
}
