import { Alert, Button, Form, Input, QRCode, Skeleton, Space, Tag, Typography } from 'antd';
import { useState } from 'react';
import { ProblemView, problemTitle } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import { usePosting } from './post.ts';
import { type FactorStatus, useFactor } from './reads.ts';

type Enrolment = { readonly secret: string; readonly uri: string };

/** The second factor: off, being enrolled, or on. */
export function FactorPanel() {
  const t = useTexts();
  const { data, error, refetch } = useFactor();
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const [codes, setCodes] = useState<readonly string[]>();
  if (error) return <ProblemView error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 4 }} />;
  if (codes) return <RecoveryCodes codes={codes} onKept={() => setCodes(undefined)} />;
  if (enrolment && !data.enrolled) return <Confirm enrolment={enrolment} onDone={(answer) => { setCodes(answer); setEnrolment(undefined); }} />;
  return (
    <>
      <p className="account-about">{t('account.factor.about')}</p>
      <p><Tag color={data.enrolled ? 'success' : 'default'} data-testid="factor">{t(data.enrolled ? 'account.factor.on' : 'account.factor.off')}</Tag>{data.required && <Tag color="warning">{t('account.factor.required')}</Tag>}{data.enrolled && t('account.factor.left', { n: data.recoveryCodes })}</p>
      <WithPassword status={data} onBegun={setEnrolment} />
    </>
  );
}

function WithPassword({ status, onBegun }: { readonly status: FactorStatus; readonly onBegun: (enrolment: Enrolment) => void }) {
  const t = useTexts();
  const posting = usePosting<Enrolment>((answer) => { if (!status.enrolled) onBegun(answer); });
  const path = status.enrolled ? '/api/v1/me/second-factor/removal' : '/api/v1/me/second-factor';
  if (status.enrolled && status.required) return null;
  return (
    <Form layout="vertical" className="account-form" onFinish={(body: { password: string }) => posting.mutate({ path, body })} disabled={posting.isPending}>
      {posting.error && <Alert type="error" showIcon className="problem" data-testid="refusal" title={problemTitle(posting.error, t)} />}
      <Form.Item name="password" label={t('account.password.current')} rules={[{ required: true, message: t('sign-in.password.missing') }]}><Input.Password autoComplete="current-password" /></Form.Item>
      <Button type={status.enrolled ? 'default' : 'primary'} danger={status.enrolled} htmlType="submit" loading={posting.isPending}>{t(status.enrolled ? 'account.factor.remove' : 'account.factor.begin')}</Button>
    </Form>
  );
}

function Confirm({ enrolment: { secret, uri }, onDone }: { readonly enrolment: Enrolment; readonly onDone: (codes: readonly string[]) => void }) {
  const t = useTexts();
  const posting = usePosting<{ recoveryCodes: readonly string[] }>(({ recoveryCodes }) => onDone(recoveryCodes));
  return (
    <Form layout="vertical" className="account-form" onFinish={(body: { code: string }) => posting.mutate({ path: '/api/v1/me/second-factor/confirmation', body })} disabled={posting.isPending}>
      <p className="account-about">{t('account.factor.scan')}</p>
      <Space align="start" size={20} wrap>
        <QRCode value={uri} type="svg" size={180} />
        <div><small>{t('account.factor.secret')}</small><Typography.Paragraph copyable code data-testid="secret">{secret}</Typography.Paragraph></div>
      </Space>
      {posting.error && <Alert type="error" showIcon className="problem" data-testid="refusal" title={problemTitle(posting.error, t)} />}
      <Form.Item name="code" label={t('sign-in.code')} rules={[{ required: true, message: t('sign-in.code.missing') }]}><Input inputMode="numeric" autoComplete="one-time-code" maxLength={7} autoFocus /></Form.Item>
      <Button type="primary" htmlType="submit" loading={posting.isPending}>{t('account.factor.confirm')}</Button>
    </Form>
  );
}

function RecoveryCodes({ codes, onKept }: { readonly codes: readonly string[]; readonly onKept: () => void }) {
  const t = useTexts();
  return (
    <div data-testid="recovery-codes">
      <Alert type="warning" showIcon className="problem" title={t('account.factor.codes')} />
      <Typography.Paragraph copyable={{ text: codes.join('\n') }}>{t('account.factor.copy')}</Typography.Paragraph>
      <ul className="recovery-codes">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ul>
      <Button type="primary" onClick={onKept}>{t('account.factor.kept')}</Button>
    </div>
  );
}
