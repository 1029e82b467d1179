import { Alert, Button, Form, Input, InputNumber, Segmented, Select } from 'antd';
import { useEffect, useState } from 'react';
import { DayField } from '../forms/fields/DayField.tsx';
import { may, useSignedIn } from '../session/session.ts';
import { ProblemView, problemTitle } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import './account.css';
import { DeclarationList } from './DeclarationList.tsx';
import { usePosting } from './post.ts';
import { useAllConduct, useOwnConduct } from './reads.ts';
import { aboutOf, useSubjects } from './subjects.ts';

const KINDS = ['interest', 'contact', 'gift'] as const;
type Kind = (typeof KINDS)[number];
const RELATIONS = ['own', 'spouse', 'child', 'other-relative', 'former-employer', 'other'] as const;
const HANDLINGS = ['returned', 'handed-in', 'kept'] as const;
const FEN = 100;

/** 亲清清单: what one declares of oneself; for the auditor what everybody declared. */
export function ConductPage() {
  const t = useTexts();
  const me = useSignedIn();
  useEffect(() => {
    document.title = `${t('conduct.title')} · ${t('app.name')}`;
  }, [t]);
  return (
    <div className="page">
      <div className="page-head"><h1>{t('conduct.title')}</h1><p className="page-summary">{t('conduct.subtitle')}</p></div>
      <div className="panel account-panel"><Declare /><Own /></div>
      {may(me, 'conduct.read') && <div className="panel account-panel"><h2>{t('conduct.everybody')}</h2><Everybody /></div>}
    </div>
  );
}

function Declare() {
  const t = useTexts();
  const [kind, setKind] = useState<Kind>('interest');
  const [form] = Form.useForm();
  const subjects = useSubjects();
  const posting = usePosting(() => form.resetFields());
  const missing = { required: true, message: t('conduct.missing') };
  const send = ({ about, yuan, ...typed }: { about?: string; yuan?: number }): void =>
    posting.mutate({ path: `/api/v1/conduct/${kind}s`, body: { ...typed, ...(about !== undefined && { about: aboutOf(about) }), ...(yuan !== undefined && yuan !== null && { valueFen: Math.round(yuan * FEN) }) } });
  return (
    <Form form={form} layout="vertical" className="account-form" onFinish={send} disabled={posting.isPending} data-testid="declare">
      <Segmented className="account-about" value={kind} options={KINDS.map((value) => ({ value, label: t.code('conduct-kind', value) }))} onChange={setKind} />
      <p className="account-about">{t.code('conduct-about', kind)}</p>
      <Form.Item name="about" label={t('conduct.about')} rules={kind === 'interest' ? [missing] : []}>
        <Select showSearch={{ optionFilterProp: 'label' }} allowClear options={[{ label: t('conduct.deals'), options: subjects.deals }, { label: t('conduct.enterprises'), options: subjects.enterprises }]} />
      </Form.Item>
      {kind === 'interest' && <Form.Item name="relation" label={t('conduct.relation')} rules={[missing]}><Select options={RELATIONS.map((value) => ({ value, label: t.code('conduct-relation', value) }))} /></Form.Item>}
      {kind === 'contact' && <Form.Item name="contactedOn" label={t('conduct.day')} rules={[missing]}><DayField /></Form.Item>}
      {kind === 'gift' && <Form.Item name="receivedOn" label={t('conduct.day')} rules={[missing]}><DayField /></Form.Item>}
      {kind === 'gift' && <Form.Item name="yuan" label={t('conduct.value')}><InputNumber min={0} precision={2} /></Form.Item>}
      {kind === 'gift' && <Form.Item name="handling" label={t('conduct.handling')} rules={[missing]}><Select options={HANDLINGS.map((value) => ({ value, label: t.code('conduct-handling', value) }))} /></Form.Item>}
      <Form.Item name="text" label={t('conduct.text')} rules={[{ ...missing, whitespace: true }]}><Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} /></Form.Item>
      {posting.error && <Alert type="error" showIcon className="problem" data-testid="refusal" title={problemTitle(posting.error, t)} />}
      <Button type="primary" htmlType="submit" loading={posting.isPending}>{t('conduct.declare')}</Button>
    </Form>
  );
}

function Own() {
  const { data, error, refetch } = useOwnConduct();
  if (error) return <ProblemView error={error} retry={() => void refetch()} />;
  return <DeclarationList declarations={data?.items ?? []} own />;
}

function Everybody() {
  const t = useTexts();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useAllConduct();
  if (error) return <ProblemView error={error} retry={() => void refetch()} />;
  return (
    <>
      {data?.pages.flatMap(({ items }) => items).map(({ account, displayName, declarations }) => (
        <section key={account} data-testid="person"><h3>{displayName} <small>{account}</small></h3><DeclarationList declarations={declarations} own={false} /></section>
      ))}
      {hasNextPage && <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('common.more')}</Button>}
    </>
  );
}
