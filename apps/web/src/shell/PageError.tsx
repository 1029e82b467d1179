import { Button, Result } from 'antd';
import { useTexts } from '../texts/index.ts';

/** A page that failed to draw itself. */
export function PageError() {
  const t = useTexts();
  return <Result status="error" title={t('error.page')} subTitle={t('error.page.text')} extra={<Button type="primary" onClick={() => location.reload()}>{t('common.retry')}</Button>} />;
}
