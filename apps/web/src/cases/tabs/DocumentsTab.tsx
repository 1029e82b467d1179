import { DownloadOutlined, FileTextOutlined } from '@ant-design/icons';
import { Button, Empty, Typography } from 'antd';
import { sizeText } from '../../forms/upload.ts';
import { useTexts } from '../../texts/index.ts';
import type { CaseContext } from '../../forms/command-form.ts';
import { attachmentsOf } from '../case-view.ts';
import { Opened } from '../Opened.tsx';
import { By } from './By.tsx';

type Props = { readonly context: CaseContext; readonly onCommand: (command: string) => void };

/** The papers of the deal, each with the SHA-256 that the log holds. */
export function DocumentsTab({ context, onCommand }: Props) {
  const t = useTexts();
  const documents = attachmentsOf(context.deal).toReversed();
  const add = context.deal?.allowed.includes('AttachDocument') && <Button type="primary" onClick={() => onCommand('AttachDocument')}>{t('command.AttachDocument')}</Button>;
  if (documents.length === 0) return <Empty description={t(context.deal ? 'documents.none' : 'documents.later')}>{add}</Empty>;
  return (
    <div className="entries">
      {add && <div className="tab-bar">{add}</div>}
      {documents.map((one) => (
        <article key={one.documentId} className="entry document-entry">
          <FileTextOutlined className="document-icon" />
          <div className="document-body">
            <div className="entry-head"><strong><Opened value={one.name} /></strong><span className="quiet">{sizeText(one.size)}</span><By told={one} /></div>
            <div className="hash-line"><span className="quiet">SHA-256</span> <Typography.Text className="hash" copyable>{one.sha256}</Typography.Text></div>
          </div>
          {'text' in one.name && <Button icon={<DownloadOutlined />} href={`/api/v1/deals/${context.id}/documents/${one.documentId}`} aria-label={t('document.download')} />}
        </article>
      ))}
    </div>
  );
}
