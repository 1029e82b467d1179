import { Alert, Button, Form, Input, InputNumber, Popconfirm, Select, Table, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useSignedIn } from '../session/session.ts';
import { ProblemView, problemTitle } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import { usePosting } from './post.ts';
import { type Token, useTokens } from './reads.ts';

const dayOf = (instant: string | null): string => instant?.slice(0, 10) ?? '—';

/** Tokens for programs of one's own: made, shown once, listed, revoked. */
export function TokensPanel() {
  const t = useTexts();
  const { data, error, refetch, isPending } = useTokens();
  const [token, setToken] = useState<string>();
  const revoking = usePosting();
  return (
    <>
      <p className="account-about">{t('account.tokens.about')}</p>
      {token && <Alert type="success" showIcon closable={{ onClose: () => setToken(undefined) }} className="problem" title={t('account.tokens.once')} description={<Typography.Text copyable code data-testid="token">{token}</Typography.Text>} />}
      <NewToken onMade={setToken} />
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      {revoking.error && <ProblemView error={revoking.error} />}
      <Table<Token> rowKey="id" size="small" loading={isPending} dataSource={data ? [...data.items] : []} pagination={false} scroll={{ x: true }} locale={{ emptyText: t('account.tokens.none') }} columns={[
        { title: t('account.tokens.name'), dataIndex: 'name' },
        { title: t('account.tokens.scopes'), dataIndex: 'scopes', render: (scopes: readonly string[]) => scopes.map((scope) => <Tag key={scope}>{scope === 'read' ? t('account.tokens.read') : scope}</Tag>) },
        { title: t('account.tokens.expires'), dataIndex: 'expiresAt', render: dayOf },
        { title: t('account.tokens.used'), dataIndex: 'lastUsedAt', render: dayOf },
        { title: '', key: 'end', render: (_, { id, revokedAt }) => (revokedAt ? <Tag>{t('account.tokens.revoked')}</Tag> : (
          <Popconfirm title={t('account.tokens.revoke-sure')} okText={t('account.tokens.revoke')} cancelText={t('common.cancel')} onConfirm={() => revoking.mutate({ path: '/api/v1/me/tokens/{id}/revocation', of: { id }, body: {} })}>
            <Button size="small" danger>{t('account.tokens.revoke')}</Button>
          </Popconfirm>
        )) },
      ]} />
    </>
  );
}

function NewToken({ onMade }: { readonly onMade: (token: string) => void }) {
  const t = useTexts();
  const me = useSignedIn();
  const [form] = Form.useForm();
  const posting = usePosting<{ token: string }>(({ token }) => {
    onMade(token);
    form.resetFields();
  });
  return (
    <Form form={form} layout="inline" className="account-line" initialValues={{ scopes: ['read'], days: 90 }} onFinish={(body: object) => posting.mutate({ path: '/api/v1/me/tokens', body })} disabled={posting.isPending}>
      <Form.Item name="name" label={t('account.tokens.name')} rules={[{ required: true, whitespace: true, message: t('account.tokens.name-missing') }]}><Input maxLength={60} /></Form.Item>
      <Form.Item name="scopes" label={t('account.tokens.scopes')} rules={[{ required: true, message: t('account.tokens.scopes-missing') }]}>
        <Select mode="multiple" className="account-scopes" maxTagCount="responsive" options={[{ value: 'read', label: t('account.tokens.read') }, ...me.allowed.filter((operation) => !operation.endsWith('.read')).map((value) => ({ value, label: value }))]} />
      </Form.Item>
      <Form.Item name="days" label={t('account.tokens.days')}><InputNumber min={1} max={366} /></Form.Item>
      <Button type="primary" htmlType="submit" loading={posting.isPending}>{t('account.tokens.make')}</Button>
      {posting.error && <Alert type="error" showIcon data-testid="refusal" title={problemTitle(posting.error, t)} />}
    </Form>
  );
}
