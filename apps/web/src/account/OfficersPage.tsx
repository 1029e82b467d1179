import { Alert, App, Button, Form, Input, Select, Skeleton, Table, Tag } from 'antd';
import { useEffect } from 'react';
import { may, useSignedIn } from '../session/session.ts';
import { ProblemView, problemTitle } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import './account.css';
import { usePosting } from './post.ts';
import { type AccountRow, useAccounts, useFactorRoles } from './reads.ts';

const ROLES = ['system-admin', 'security-admin', 'auditor', 'office', 'leader', 'finance', 'legal', 'department', 'verifier', 'reviewer', 'service-owner', 'team-lead', 'member', 'outpost', 'agent'] as const;

/** What the system officer and the security officer do, each their own part. */
export function OfficersPage() {
  const t = useTexts();
  const me = useSignedIn();
  useEffect(() => {
    document.title = `${t('officers.title')} · ${t('app.name')}`;
  }, [t]);
  return (
    <div className="page">
      <div className="page-head"><h1>{t('officers.title')}</h1></div>
      {may(me, 'security.edit') && <div className="panel account-panel"><h2>{t('officers.factors')}</h2><FactorRoles /><ResetFactor /></div>}
      {may(me, 'account.edit') && <div className="panel account-panel"><h2>{t('officers.accounts')}</h2><Accounts /></div>}
    </div>
  );
}

function FactorRoles() {
  const t = useTexts();
  const { message } = App.useApp();
  const { data, error, refetch } = useFactorRoles();
  const posting = usePosting(() => void message.success(t('officers.done')));
  if (error) return <ProblemView error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  return (
    <Form layout="vertical" initialValues={{ roles: data.roles }} onFinish={(body: object) => posting.mutate({ path: '/api/v1/security/second-factor-roles', body })}>
      {posting.error && <Alert type="error" showIcon title={problemTitle(posting.error, t)} />}
      <Form.Item name="roles" label={t('officers.required')}><Select mode="multiple" allowClear options={ROLES.map((value) => ({ value, label: t.code('role', value) }))} /></Form.Item>
      <Button type="primary" htmlType="submit" loading={posting.isPending}>{t('officers.save')}</Button>
    </Form>
  );
}

function ResetFactor() {
  const t = useTexts();
  const { message } = App.useApp();
  const [form] = Form.useForm();
  const posting = usePosting(() => {
    form.resetFields();
    void message.success(t('officers.done'));
  });
  return (
    <Form form={form} layout="inline" className="account-line account-reset" onFinish={({ name }: { name: string }) => posting.mutate({ path: '/api/v1/security/second-factors/{name}/reset', of: { name }, body: {} })}>
      <Form.Item name="name" label={t('officers.reset')} rules={[{ required: true, message: t('sign-in.account.missing') }]}><Input maxLength={64} autoComplete="off" /></Form.Item>
      <Button htmlType="submit" danger loading={posting.isPending}>{t('officers.reset.do')}</Button>
      {posting.error && <Alert type="error" showIcon title={problemTitle(posting.error, t)} />}
    </Form>
  );
}

function Accounts() {
  const t = useTexts();
  const me = useSignedIn();
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage } = useAccounts();
  const posting = usePosting();
  if (error) return <ProblemView error={error} retry={() => void refetch()} />;
  return (
    <>
      {posting.error && <ProblemView error={posting.error} />}
      <Table<AccountRow> rowKey="name" size="small" loading={isPending} dataSource={data?.pages.flatMap(({ items }) => [...items]) ?? []} pagination={false} scroll={{ x: true }} columns={[
        { title: t('sign-in.account'), dataIndex: 'name' },
        { title: t('officers.name'), dataIndex: 'displayName' },
        { title: t('officers.roles'), key: 'roles', render: (_, { appointments }) => appointments.map(({ role, unit }) => <Tag key={`${role}/${unit}`}>{unit === null ? t.code('role', role) : `${t.code('unit', unit)} · ${t.code('role', role)}`}</Tag>) },
        { title: '', key: 'do', render: (_, { name, disabled, lockedUntil }) => (
          <>
            {disabled && <Tag>{t('officers.closed')}</Tag>}
            {lockedUntil !== null && <Button size="small" onClick={() => posting.mutate({ path: '/api/v1/accounts/{name}/unlock', of: { name }, body: {} })}>{t('officers.unlock')}</Button>}
            {name !== me.account && <SetPassword name={name} />}
          </>
        ) },
      ]} />
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>{t('common.more')}</Button>}
    </>
  );
}

function SetPassword({ name }: { readonly name: string }) {
  const t = useTexts();
  const { modal } = App.useApp();
  const posting = usePosting();
  const ask = (): void => {
    let password = '';
    void modal.confirm({
      title: t('officers.password', { name }),
      content: <Input.Password autoComplete="new-password" aria-label={t('account.password.new')} onChange={({ target }) => { password = target.value; }} />,
      okText: t('officers.save'),
      cancelText: t('common.cancel'),
      onOk: () => posting.mutateAsync({ path: '/api/v1/accounts/{name}/password', of: { name }, body: { password } }),
    });
  };
  return <>{posting.error && <Tag color="error">{problemTitle(posting.error, t)}</Tag>}<Button size="small" onClick={ask}>{t('officers.password.set')}</Button></>;
}
