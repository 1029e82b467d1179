import { Alert, Button, Card, Form, Input, Result, Select, Skeleton } from 'antd';
import { CheckCircleOutlined, CopyOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { answerOf, api } from '../api/client.ts';
import { afterOwnWrites } from '../api/position.ts';
import { problemIn } from '../api/problem.ts';
import { useChains } from '../api/reads.ts';
import { dayIn, daysBetween } from '../format/days.ts';
import { type BodyIssue, bodySchemaOf, issuesOf } from '../forms/body-schema.ts';
import { bodyOf } from '../forms/clean.ts';
import type { CaseContext, Field, Values } from '../forms/command-form.ts';
import { CreditCodeItem } from '../forms/fields/CreditCodeItem.tsx';
import { FieldItem, labelOf } from '../forms/fields/FieldItem.tsx';
import { useFormCommand, useOpenApi } from '../forms/use-form-command.ts';
import { useSignedIn } from '../session/session.ts';
import { ProblemView, problemTitle } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import '../forms/forms.css';
import './cases.css';
import { heldText, reasonText, type Suggestion } from './suggestions.ts';

const PATH = '/api/v1/leads';
const LATE_DAYS = 30;
const CHANNELS = ['industry-chain', 'investor-referral', 'park', 'fund', 'commissioned', 'outpost', 'technology', 'platform', 'central-soe', 'event'];
const KINDS = ['capital', 'talent', 'technology', 'platform'];

/** Files a lead; afterwards tells what it may be a duplicate of. */
export function LeadFormPage() {
  const t = useTexts();
  const [params] = useSearchParams();
  const filed = params.get('filed');
  useEffect(() => {
    document.title = `${t('lead-form.title')} · ${t('app.name')}`;
  }, [t]);
  return <div className="lead-form-page">{filed === null ? <LeadForm /> : <Filed id={filed} />}</div>;
}

function LeadForm() {
  const t = useTexts();
  const me = useSignedIn();
  const navigate = useNavigate();
  const [form] = Form.useForm();
  const { data: openApi } = useOpenApi();
  const values = (Form.useWatch([], form) as Values | undefined) ?? {};
  const [issues, setIssues] = useState<readonly BodyIssue[]>([]);
  const sending = useFormCommand(({ id }) => void navigate(`/leads/new?filed=${id}`, { replace: true }));
  const listed = problemIn(sending.error).code === 'lead.investor-blacklisted' || values['overrideReason'] !== undefined;
  const today = dayIn(new Date());
  const late = typeof values['occurredOn'] === 'string' ? daysBetween(values['occurredOn'], today) : 0;
  const context: CaseContext = { id: '', lead: null, deal: null, kind: 'capital', column: 'registered', unit: null, me, today, accounts: [] };
  const field = (description: Field) => <FieldItem key={String(description.name)} field={description} command="RegisterLead" context={context} values={values} />;

  const send = (typed: Values): void => {
    const body = bodyOf(wireOf(typed));
    const schema = openApi === undefined ? undefined : bodySchemaOf(openApi, PATH);
    const found = schema === undefined ? [] : issuesOf(schema, body, t.language);
    setIssues(found);
    if (found.length === 0) sending.mutate({ path: PATH, values: {}, body, attach: [] });
  };
  return (
    <Form form={form} layout="vertical" onFinish={send} initialValues={{ kind: 'capital' }} scrollToFirstError={{ focus: true }} disabled={sending.isPending} className="lead-form" data-testid="form-RegisterLead">
      <div className="page-head"><h1>{t('lead-form.title')}</h1></div>
      <p className="command-about">{t('lead-form.about')}</p>
      <Card title={t('lead-form.investor')}>
        <div className="fields">
          <Form.Item name={['investor', 'name']} label={t('field.investor.name')} className="field-whole" rules={[{ required: true, whitespace: true, message: t('form.required', { label: t('field.investor.name') }) }, { min: 2, message: t('form.two-characters') }]}><Input maxLength={200} autoComplete="organization" autoFocus /></Form.Item>
          <div className="field-whole"><CreditCodeItem name={['investor', 'creditCode']} confirmName={['investor', 'confirmed']} /></div>
        </div>
      </Card>
      <Card title={t('lead-form.project')}>
        <div className="fields">
          {field({ name: 'title', as: 'line', required: true })}
          {field({ name: 'content', as: 'text', required: true })}
          <Form.Item name="kind" label={t('field.kind')} className="field-half" rules={[{ required: true }]}><Select options={KINDS.map((value) => ({ value, label: t.code('kind', value) }))} /></Form.Item>
          <ChainFields chain={values['chain'] as string | undefined} onChain={() => form.setFieldValue('link', undefined)} />
          {field({ name: 'estimate', as: 'money' })}
        </div>
      </Card>
      <Card title={t('lead-form.source')}>
        <div className="fields">
          {field({ name: 'source', as: 'choice', codes: CHANNELS, of: 'source', required: true, half: true })}
          {me.unit === null && field({ name: 'unit', as: 'unit', required: true, half: true })}
          {field({ name: 'origin', as: 'text', required: true })}
        </div>
      </Card>
      <Card title={t('lead-form.contact')} extra={<span className="quiet">{t('lead-form.contact.sealed')}</span>}>
        <div className="fields">
          <Form.Item name={['contact', 'name']} label={t('field.contact.name')} className="field-half" dependencies={[['contact', 'phone'], ['contact', 'email'], ['contact', 'title']]} rules={[({ getFieldValue }) => ({ required: ['phone', 'email', 'title'].some((part) => Boolean(getFieldValue(['contact', part]))), message: t('form.required', { label: t('field.contact.name') }) })]}><Input maxLength={200} autoComplete="off" /></Form.Item>
          <Form.Item name={['contact', 'title']} label={t('field.contact.title')} className="field-half"><Input maxLength={200} autoComplete="off" /></Form.Item>
          <Form.Item name={['contact', 'phone']} label={t('field.contact.phone')} className="field-half" rules={[{ pattern: /^\+?\d(?:[\s()-]*\d){5,19}$/, message: t('form.phone') }]}><Input inputMode="tel" autoComplete="off" /></Form.Item>
          <Form.Item name={['contact', 'email']} label={t('field.contact.email')} className="field-half" rules={[{ type: 'email', message: t('form.email') }]}><Input inputMode="email" maxLength={200} autoComplete="off" /></Form.Item>
          {field({ name: 'note', as: 'text' })}
        </div>
      </Card>
      <Card title={t('form.when')}>
        <div className="fields">
          {field({ name: 'occurredOn', as: 'day', half: true })}
          {late > LATE_DAYS && field({ name: 'lateReason', as: 'text', required: true })}
        </div>
      </Card>
      {listed && <Card title={t('lead-form.override')} className="card-warn">{field({ name: 'overrideReason', as: 'text', required: true })}</Card>}
      {sending.error && <Alert type="error" showIcon className="problem" data-testid="refusal" title={problemTitle(sending.error, t)} />}
      {issues.length > 0 && <Alert type="error" showIcon className="problem" title={t('form.check')} description={<ul>{issues.map(({ path, message }) => <li key={path.join('.')}>{labelOf(t, 'RegisterLead', path.join('.'))}：{message}</li>)}</ul>} />}
      <div className="command-foot"><Button onClick={() => void navigate(-1)}>{t('common.cancel')}</Button><Button type="primary" htmlType="submit" loading={sending.isPending} data-testid="submit">{t('lead-form.submit')}</Button></div>
    </Form>
  );
}

/** The form's values as the API takes them: the confirmation of a check digit has another name there. */
function wireOf({ investor, ...rest }: Values): Values {
  const { confirmed, ...firm } = (investor ?? {}) as { confirmed?: boolean };
  return { ...rest, investor: { ...firm, ...(confirmed && { confirmCheckDigit: true }) } };
}

function ChainFields({ chain, onChain }: { readonly chain: string | undefined; readonly onChain: () => void }) {
  const t = useTexts();
  const { data } = useChains();
  if (!data || data.chains.length === 0) return null;
  const segments = data.chains.find(({ code }) => code === chain)?.segments ?? [];
  return (
    <>
      <Form.Item name="chain" label={t('field.chain')} className="field-half"><Select allowClear placeholder={t('form.choose')} onChange={onChain} options={data.chains.map(({ code, name }) => ({ value: code, label: name }))} /></Form.Item>
      <Form.Item name="link" label={t('field.link')} className="field-half">
        <Select allowClear disabled={segments.length === 0} placeholder={t('form.choose')} showSearch={{ optionFilterProp: 'label' }}
          options={segments.map((segment) => ({ label: segment.name, title: segment.name, options: segment.links.map(({ code, name, status }) => ({ value: code, label: `${name} · ${t.code('link-status', status)}` })) }))} />
      </Form.Item>
    </>
  );
}

/** What a filing is answered with: that it is on file, and what it may be a duplicate of, with the reasons. */
function Filed({ id }: { readonly id: string }) {
  const t = useTexts();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['suggestions', id, afterOwnWrites()],
    // Every look-up is recorded: it is asked once, not whenever the window comes back.
    staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false,
    queryFn: () => answerOf<{ suggestions: readonly Suggestion[] }>(api.GET('/api/v1/leads/{id}/suggestions', { params: { path: { id } } })),
  });
  return (
    <div className="filed" data-testid="filed">
      <Result status="success" icon={<CheckCircleOutlined />} title={t('filed.title')} subTitle={t('filed.text')} extra={[<Link key="open" to={`/cases/${id}`}><Button type="primary">{t('filed.open')}</Button></Link>, <Link key="again" to="/leads/new"><Button>{t('filed.again')}</Button></Link>]} />
      {isPending && <Skeleton active />}
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      {data && <Suggestions suggestions={data.suggestions} />}
    </div>
  );
}

function Suggestions({ suggestions }: { readonly suggestions: readonly Suggestion[] }) {
  const t = useTexts();
  if (suggestions.length === 0) return <Alert type="success" showIcon title={t('suggestions.none')} description={t('suggestions.none.text')} />;
  return (
    <Card title={<><CopyOutlined /> {t('suggestions.title', { n: suggestions.length })}</>} className="card-warn" data-testid="suggestions">
      <p className="quiet">{t('suggestions.text')}</p>
      <ul className="suggestions">{suggestions.map((one, index) => <li key={index}><SuggestionView one={one} /></li>)}</ul>
    </Card>
  );
}

function SuggestionView({ one }: { readonly one: Suggestion }) {
  const t = useTexts();
  if ('alreadyFiled' in one) return <strong>{t('duplicate.already-filed')}</strong>;
  if ('heldBy' in one) return <strong>{heldText(one, t)}</strong>;
  return (
    <>
      <div className="suggestion-head"><Link to={`/cases/${one.leadId}`}><strong>{one.title}</strong></Link><span>{one.investor}</span><span className="quiet">{heldText({ heldBy: one.unit, until: one.until }, t)}</span></div>
      <ul className="suggestion-reasons">{one.reasons.map((reason) => <li key={reason.code}>{reasonText(reason, t)}</li>)}</ul>
    </>
  );
}
