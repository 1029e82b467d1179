import { PlusOutlined } from '@ant-design/icons';
import { Alert, App, Button, Drawer, Empty, Form, Input, Popconfirm, Select, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { UNIT_CODES } from '../domain/units.ts';
import { useSignedIn } from '../session/session.ts';
import { problemTitle, ProblemView } from '../shell/ProblemView.tsx';
import { useIsPhone } from '../shell/use-is-phone.ts';
import { useTexts } from '../texts/index.ts';
import { type Channel, type NewChannel, useAddChannel, useChannels, useDeadDeliveries, useRemoveChannel, useRetryDelivery } from './reads.ts';

const KINDS = ['wecom', 'dingtalk', 'feishu', 'webhook'] as const;

/** The robots and webhooks of a unit: added with a URL and a secret that nobody sees again, and what did not arrive there. */
export function Channels() {
  const t = useTexts();
  const channels = useChannels();
  const [adding, setAdding] = useState(false);
  const all = channels.data?.channels ?? [];
  return (
    <section className="panel channels" data-testid="channels">
      <div className="page-head"><h2>{t('channels.title')}</h2><p className="page-summary">{t('channels.subtitle')}</p><span className="page-head-space" /><Button icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('channels.add')}</Button></div>
      {channels.error && <ProblemView error={channels.error} retry={() => void channels.refetch()} />}
      {channels.isPending && <Skeleton active paragraph={{ rows: 2 }} />}
      {channels.data && all.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('channels.none')} />}
      <ul>{all.map((channel) => <ChannelLine key={channel.id} channel={channel} />)}</ul>
      <Dead />
      {adding && <AddDrawer onClose={() => setAdding(false)} />}
    </section>
  );
}

function ChannelLine({ channel: { id, unit, kind, name, host, createdBy } }: { readonly channel: Channel }) {
  const t = useTexts();
  const remove = useRemoveChannel();
  return (
    <li className="channel" data-testid="channel">
      <span><strong>{name}</strong> <Tag>{t.code('channel-kind', kind)}</Tag><Tag>{t.code('unit', unit)}</Tag></span>
      <span className="quiet">{host} · {t('channels.by', { account: createdBy })}</span>
      <Popconfirm title={t('channels.remove.sure')} onConfirm={() => remove.mutate(id)} okText={t('channels.remove')} cancelText={t('common.cancel')}><Button size="small" danger loading={remove.isPending}>{t('channels.remove')}</Button></Popconfirm>
    </li>
  );
}

function Dead() {
  const t = useTexts();
  const dead = useDeadDeliveries();
  const retry = useRetryDelivery();
  const all = dead.data?.deliveries ?? [];
  if (all.length === 0) return null;
  return (
    <>
      <h3>{t('deliveries.dead')}</h3>
      <ul>
        {all.map(({ id, kind, unit, account, attempts, error }) => (
          <li key={id} className="channel" data-testid="dead">
            <span>{t.code('notice.kind', kind)} · {unit === null ? account : t.code('unit', unit)}</span>
            <span className="quiet">{t('deliveries.tried', { n: attempts, error: error ?? '—' })}</span>
            <Button size="small" loading={retry.isPending && retry.variables === id} onClick={() => retry.mutate(id)}>{t('deliveries.retry')}</Button>
          </li>
        ))}
      </ul>
    </>
  );
}

function AddDrawer({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts();
  const me = useSignedIn();
  const phone = useIsPhone();
  const { message } = App.useApp();
  const add = useAddChannel();
  const units = me.unit === null ? UNIT_CODES : [me.unit];
  const required = (label: string) => [{ required: true, message: t('form.required', { label }) }];
  const send = ({ secret, ...rest }: NewChannel): void =>
    add.mutate({ ...rest, ...(secret && { secret }) }, {
      onSuccess: () => {
        void message.success(t('channels.added'));
        onClose();
      },
    });
  return (
    <Drawer open onClose={onClose} size={phone ? '100%' : 480} title={t('channels.add')} rootClassName="command-drawer">
      <Form layout="vertical" initialValues={{ kind: 'wecom', unit: units[0] }} onFinish={send} disabled={add.isPending} data-testid="form-channel">
        {add.error && <Alert type="error" showIcon className="problem" title={problemTitle(add.error, t)} />}
        <Form.Item name="kind" label={t('channels.kind')}><Select options={KINDS.map((value) => ({ value, label: t.code('channel-kind', value) }))} /></Form.Item>
        <Form.Item name="unit" label={t('channels.unit')}><Select disabled={units.length === 1} options={units.map((value) => ({ value, label: t.code('unit', value) }))} /></Form.Item>
        <Form.Item name="name" label={t('channels.name')} rules={required(t('channels.name'))}><Input maxLength={60} /></Form.Item>
        <Form.Item name="url" label={t('channels.url')} rules={required(t('channels.url'))} extra={t('channels.url.hint')}><Input maxLength={1000} autoComplete="off" placeholder="https://" /></Form.Item>
        <Form.Item name="secret" label={t('channels.secret')} extra={t('channels.secret.hint')} rules={[{ min: 8, message: t('channels.secret.hint') }]}><Input.Password maxLength={200} autoComplete="new-password" /></Form.Item>
        <Button type="primary" htmlType="submit" loading={add.isPending} data-testid="submit">{t('channels.add')}</Button>
      </Form>
    </Drawer>
  );
}
