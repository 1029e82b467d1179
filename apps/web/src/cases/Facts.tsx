import { DeleteOutlined } from '@ant-design/icons';
import { useTexts } from '../texts/index.ts';
import { factsOf } from './facts.ts';

type Props = { readonly type?: string; readonly data: object; readonly caseId?: string; readonly without?: readonly string[]; readonly className?: string };

/** What an event's data says, label by label; a text that was erased says so. */
export function Facts({ type = '', data, caseId, without = [], className = '' }: Props) {
  const t = useTexts();
  const facts = factsOf(type, data as Readonly<Record<string, unknown>>, t).filter(({ name }) => !without.includes(name));
  const evidence = (data as { readonly evidence?: readonly string[] }).evidence ?? [];
  if (facts.length === 0) return null;
  return (
    <dl className={`facts ${className}`}>
      {facts.map(({ name, label, text, long }) => (
        <div key={name} className={long ? 'fact fact-long' : 'fact'}>
          <dt>{label}</dt>
          <dd>
            {text === null ? <Erased /> : name.endsWith('sha256') ? <code className="hash">{text}</code> : text}
            {name === 'evidence' && caseId && evidence.map((documentId, index) => <a key={documentId} className="fact-document" href={`/api/v1/deals/${caseId}/documents/${documentId}`} download>{t('document.number', { n: index + 1 })}</a>)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** In the place of a text that was erased on request. */
export function Erased() {
  const t = useTexts();
  return <span className="erased"><DeleteOutlined /> {t('text.erased')}</span>;
}
