import { useTexts } from '../texts/index.ts';

/** The project library. */
export function LibraryPage() {
  const t = useTexts();
  return <div className="page"><div className="page-head"><h1>{t('library.title')}</h1></div></div>;
}
