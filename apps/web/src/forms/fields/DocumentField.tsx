import { InboxOutlined, PaperClipOutlined } from '@ant-design/icons';
import { Alert, Button, Select, Spin, Typography, Upload } from 'antd';
import { useState } from 'react';
import { attachmentsOf, type OpenText } from '../../cases/case-view.ts';
import { problemTitle } from '../../shell/ProblemView.tsx';
import { useTexts } from '../../texts/index.ts';
import type { CaseContext } from '../command-form.ts';
import { ACCEPT, LARGEST, sizeText, upload, type Uploaded } from '../upload.ts';

type Props = { readonly id?: string; readonly context: CaseContext; readonly multiple: boolean; readonly value?: Uploaded | readonly Uploaded[]; readonly onChange?: (value: Uploaded | readonly Uploaded[] | undefined) => void };

const plain = (name: OpenText): string | null => ('text' in name ? name.text : null);

/** One document or several: uploaded here, or chosen from those that are part of the deal; each shows the SHA-256 the server computed. */
export function DocumentField({ id, context, multiple, value, onChange }: Props) {
  const t = useTexts();
  const [busy, setBusy] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const chosen: readonly Uploaded[] = value === undefined ? [] : Array.isArray(value) ? (value as readonly Uploaded[]) : [value as Uploaded];
  const set = (next: readonly Uploaded[]): void => onChange?.(multiple ? next : next.at(-1));
  const take = async (file: File): Promise<void> => {
    if (file.size > LARGEST) return setProblem(t('document.too-large'));
    setProblem(null);
    setBusy((count) => count + 1);
    try {
      set([...chosen, await upload(file, crypto.randomUUID())]);
    } catch (error) {
      setProblem(problemTitle(error, t));
    } finally {
      setBusy((count) => count - 1);
    }
  };
  const attached = attachmentsOf(context.deal).filter(({ documentId }) => !chosen.some((one) => one.documentId === documentId));
  return (
    <div className="document-field">
      {(multiple || chosen.length === 0) && (
        <Upload.Dragger {...(id !== undefined && { id })} accept={ACCEPT} multiple={multiple} showUploadList={false} customRequest={({ file }) => void take(file as File)} className="document-drop">
          {busy > 0 ? <Spin /> : <><InboxOutlined className="document-drop-icon" /><p>{t('document.drop')}</p><p className="quiet">{t('document.types')}</p></>}
        </Upload.Dragger>
      )}
      {(multiple || chosen.length === 0) && attached.length > 0 && (
        <Select
          value={null}
          placeholder={t('document.choose')}
          className="document-choose"
          options={attached.map(({ documentId, name }) => ({ value: documentId, label: plain(name) ?? t('text.erased') }))}
          onChange={(documentId) => {
            const found = attached.find((one) => one.documentId === documentId);
            if (found) set([...chosen, { documentId: found.documentId, sha256: found.sha256, size: found.size, name: plain(found.name) ?? '' }]);
          }}
        />
      )}
      {problem && <Alert type="error" showIcon title={problem} />}
      {chosen.map((one) => (
        <div key={one.documentId} className="document-chosen">
          <div><PaperClipOutlined /> {one.name} <span className="quiet">{sizeText(one.size)}</span></div>
          <Typography.Text code copyable className="hash">{one.sha256}</Typography.Text>
          <Button size="small" type="link" onClick={() => set(chosen.filter(({ documentId }) => documentId !== one.documentId))}>{t('document.remove')}</Button>
        </div>
      ))}
    </div>
  );
}
