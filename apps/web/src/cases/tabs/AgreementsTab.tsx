import { CheckCircleFilled, SafetyCertificateFilled } from '@ant-design/icons';
import { Button, Empty, Space, Tag, Typography } from 'antd';
import { useTexts } from '../../texts/index.ts';
import type { CaseContext } from '../../forms/command-form.ts';
import { moneyText } from '../../forms/money-text.ts';
import { By } from './By.tsx';

type Props = { readonly context: CaseContext; readonly onCommand: (command: string) => void };

/** The texts drafted and the agreements signed, by hash: what was approved is what was signed. */
export function AgreementsTab({ context: { deal }, onCommand }: Props) {
  const t = useTexts();
  if (!deal) return <Empty description={t('agreements.later')} />;
  const approved = deal.decision?.data.decision === 'approve' ? deal.decision.data.sha256 : undefined;
  const buttons = (['DraftAgreement', 'SignAgreement', 'AmendAgreement'] as const).filter((command) => deal.allowed.includes(command));
  const bar = buttons.length > 0 && <Space wrap>{buttons.map((command) => <Button key={command} {...(command === 'DraftAgreement' && { type: 'primary' as const })} onClick={() => onCommand(command)}>{t.code('command', command)}</Button>)}</Space>;
  if (deal.drafts.length === 0 && deal.agreements.length === 0) return <Empty description={t('agreements.none')}>{bar}</Empty>;
  return (
    <div className="entries">
      {bar && <div className="tab-bar">{bar}</div>}
      {deal.agreements.length > 0 && <h3>{t('agreements.signed')}</h3>}
      {deal.agreements.toReversed().map((signed) => (
        <article key={signed.id} className="entry entry-signed">
          <div className="entry-head">
            <SafetyCertificateFilled className="seal" /><strong>{t.code('agreement', signed.data.kind)}</strong>
            {signed.data.amount && <span>{moneyText(signed.data.amount, t)}</span>}
            {signed.data.kind === 'formal' && approved === signed.data.sha256 && <Tag color="success" icon={<CheckCircleFilled />}>{t('hashes.same')}</Tag>}
            <By told={signed} />
          </div>
          <div className="hash-line"><span className="quiet">SHA-256</span> <Typography.Text className="hash" copyable>{signed.data.sha256}</Typography.Text></div>
        </article>
      ))}
      {deal.drafts.length > 0 && <h3>{t('agreements.drafts')}</h3>}
      {deal.drafts.toReversed().map((draft) => (
        <article key={draft.id} className="entry">
          <div className="entry-head">
            <strong>{draft.data.title}</strong><Tag>{t.code('agreement', draft.data.kind)}</Tag>
            {approved === draft.data.sha256 && <Tag color="success" icon={<CheckCircleFilled />}>{t('agreements.approved')}</Tag>}
            {draft.data.fixesLandPrice && <Tag color="error">{t('agreements.land-price')}</Tag>}
            <By told={draft} />
          </div>
          <div className="hash-line"><span className="quiet">SHA-256</span> <Typography.Text className="hash" copyable>{draft.data.sha256}</Typography.Text></div>
        </article>
      ))}
    </div>
  );
}
