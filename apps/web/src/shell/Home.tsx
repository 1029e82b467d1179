import { Button, Result } from 'antd';
import { Navigate } from 'react-router';
import { may, useSignedIn } from '../session/session.ts';
import { useTexts } from '../texts/index.ts';
import { homeOf } from './navigation.tsx';

/** Where a role begins: its own board, the overview, or the deals it has a say in. */
export function Home() {
  const me = useSignedIn();
  const t = useTexts();
  const home = homeOf(me);
  if (home) return <Navigate to={home} replace />;
  return <Result status="info" title={t('no-business.title')} subTitle={t('no-business.text')} extra={may(me, 'account.edit') && <Button href="/api/docs" target="_blank">{t('no-business.docs')}</Button>} />;
}
