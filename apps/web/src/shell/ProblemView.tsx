import { Alert, Button } from 'antd';
import { problemIn } from '../api/problem.ts';
import { useTexts, type Texts } from '../texts/index.ts';

/** What went wrong in one sentence: the server's own when it gave one. */
export function problemTitle(error: unknown, t: Texts): string {
  const { title, status } = problemIn(error);
  if (title) return title;
  return status === 0 ? t('error.offline') : t('error.unexpected');
}

/** A failure where its content would be: the sentence, the reference to quote, and a way to try again. */
export function ProblemView({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const t = useTexts();
  const { correlationId } = problemIn(error);
  return (
    <Alert
      type="error"
      showIcon
      className="problem"
      title={problemTitle(error, t)}
      description={correlationId && <span className="reference">{t('error.reference', { id: correlationId })}</span>}
      action={retry && <Button size="small" onClick={retry}>{t('common.retry')}</Button>}
    />
  );
}
