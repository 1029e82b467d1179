import { Alert, Button, Form, Input, Select, Table, Tag } from 'antd';
import { DayField } from '../forms/fields/DayField.tsx';
import { useSignedIn } from '../session/session.ts';
import { ProblemView, problemTitle } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import { usePosting } from './post.ts';
import { type Delegation, useDelegations } from './reads.ts';

const standingOf = ({ from, until, revokedAt }: Delegation, today: string): 'ended' | 'to-come' | 'in-force' => (revokedAt !== null || until <= today ? 'ended' : from > today ? 'to-come' : 'in-force');
const COLOURS = { ended: 'default', 'to-come': 'processing', 'in-force': 'success' } as const;

/** Who may act for whom: one's own, or everybody's for the security officer. */
export function DelegationsPanel({ all }: { readonly all: boolean }) {
  const t = useTexts();
  const { data, error, refetch, isPending } = useDelegations(all);
  const revoking = usePosting();
  return (
    <>
      <p className="account-about">{t('account.delegations.about')}</p>
      <NewDelegation all={all} />
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      {revoking.error && <ProblemView error={revoking.error} />}
      <Table<Delegation> rowKey="id" size="small" loading={isPending} dataSource={data ? [...data.items] : []} pagination={false} scroll={{ x: true }} locale={{ emptyText: t('account.delegations.none') }} columns={[
        { title: t('account.delegations.principal'), dataIndex: 'principal' },
        { title: t('account.delegations.deputy'), dataIndex: 'deputy' },
        { title: t('account.delegations.operations'), dataIndex: 'operations', render: (operations: readonly string[] | null) => (operations === null ? t('account.delegations.everything') : operations.map((each) => <Tag key={each}>{each}</Tag>)) },
        { title: t('account.delegations.from'), dataIndex: 'from' },
        { title: t('account.delegations.until'), dataIndex: 'until' },
        { title: '', key: 'standing', render: (_, delegation) => {
          const standing = standingOf(delegation, data?.today ?? '');
          return <><Tag color={COLOURS[standing]}>{t.code('delegation', standing)}</Tag>{standing !== 'ended' && <Button size="small" danger onClick={() => revoking.mutate({ path: '/api/v1/delegations/{id}/revocation', of: { id: delegation.id }, body: {} })}>{t('account.delegations.end')}</Button>}</>;
        } },
      ]} />
    </>
  );
}

function NewDelegation({ all }: { readonly all: boolean }) {
  const t = useTexts();
  const me = useSignedIn();
  const [form] = Form.useForm();
  const posting = usePosting(() => form.resetFields());
  const send = ({ operations, ...typed }: { operations?: readonly string[] }): void => posting.mutate({ path: '/api/v1/delegations', body: { ...typed, operations: operations?.length ? operations : null } });
  const missing = { required: true, message: t('account.delegations.missing') };
  return (
    <Form form={form} layout="inline" className="account-line" onFinish={send} disabled={posting.isPending} data-testid="new-delegation">
      {all && <Form.Item name="principal" label={t('account.delegations.principal')} rules={[missing]}><Input maxLength={64} /></Form.Item>}
      <Form.Item name="deputy" label={t('account.delegations.deputy')} rules={[missing]}><Input maxLength={64} placeholder={t('form.account')} autoComplete="off" /></Form.Item>
      <Form.Item name="from" label={t('account.delegations.from')} rules={[missing]}><DayField future /></Form.Item>
      <Form.Item name="until" label={t('account.delegations.until')} rules={[missing]}><DayField future /></Form.Item>
      {!all && <Form.Item name="operations" label={t('account.delegations.operations')}><Select mode="multiple" allowClear className="account-scopes" maxTagCount="responsive" placeholder={t('account.delegations.everything')} options={me.allowed.map((value) => ({ value, label: value }))} /></Form.Item>}
      <Button type="primary" htmlType="submit" loading={posting.isPending}>{t('account.delegations.give')}</Button>
      {posting.error && <Alert type="error" showIcon data-testid="refusal" title={problemTitle(posting.error, t)} />}
    </Form>
  );
}
