import { useTexts } from '../texts/index.ts';

/** The whole zone at a glance. */
export function OverviewPage() {
  const t = useTexts();
  return <div className="page"><div className="page-head"><h1>{t('overview.title')}</h1></div></div>;
}
