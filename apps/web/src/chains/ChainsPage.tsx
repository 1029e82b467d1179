import { useTexts } from '../texts/index.ts';

/** The chain map. */
export function ChainsPage() {
  const t = useTexts();
  return <div className="page"><div className="page-head"><h1>{t('chains.title')}</h1></div></div>;
}
