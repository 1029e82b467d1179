import { Button, Result } from 'antd';
import { Link } from 'react-router';
import { useTexts } from '../texts/index.ts';

/** A path that leads nowhere. */
export function NotFound() {
  const t = useTexts();
  return <Result status="404" title={t('not-found.title')} subTitle={t('not-found.text')} extra={<Link to="/"><Button type="primary">{t('not-found.home')}</Button></Link>} />;
}
