import { LockOutlined, SafetyOutlined, UserOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useMe } from '../api/reads.ts';
import { problemIn } from '../api/problem.ts';
import { LanguageSwitch } from '../shell/LanguageSwitch.tsx';
import { Mark } from '../shell/Mark.tsx';
import { problemTitle } from '../shell/ProblemView.tsx';
import { type Texts, useTexts } from '../texts/index.ts';
import { readReturn } from '../url/as-of.ts';
import { type Credentials, useAbout, useSignIn } from './session.ts';

/** Signing in; whoever came from a page returns to it. */
export function SignInPage() {
  const t = useTexts();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const { data: me } = useMe();
  const signIn = useSignIn();
  const back = readReturn(params);
  const [form] = Form.useForm<Credentials>();
  const { data: about } = useAbout();
  // What the identity provider's way back ended with.
  const failed = params.get('problem');
  const [asksCode, setAsksCode] = useState(false);
  const code = signIn.isError ? problemIn(signIn.error).code : undefined;
  useEffect(() => {
    if (code === 'access.code-missing' || code === 'access.code-wrong') setAsksCode(true);
  }, [code]);
  useEffect(() => {
    document.title = `${t('sign-in.title')} · ${t('app.name')}`;
  }, [t]);
  useEffect(() => {
    if (me) void navigate(back, { replace: true });
  }, [me, back, navigate]);

  return (
    <div className="sign-in">
      <section className="sign-in-side" aria-hidden="true">
        <Mark size={56} />
        <p className="sign-in-name">{t('app.name')}</p>
        <p className="sign-in-tagline">{t('app.tagline')}</p>
        <Trace />
        <p className="sign-in-promise">{t('app.promise')}</p>
      </section>
      <main className="sign-in-main">
        <div className="sign-in-top"><LanguageSwitch /></div>
        <div className="sign-in-box">
          <div className="sign-in-head"><Mark size={36} /><div><h1>{t('app.name')} <small>Liuhen</small></h1><p>{t('app.zone')}</p></div></div>
          {params.has('expired') && !signIn.isError && <Alert type="info" showIcon title={t('sign-in.expired')} className="sign-in-alert" />}
          {failed !== null && !signIn.isError && <Alert type="error" showIcon title={t.code('problem', failed)} className="sign-in-alert" data-testid="oidc-problem" />}
          {signIn.isError && <SignInProblem error={signIn.error} t={t} />}
          <Form form={form} layout="vertical" requiredMark={false} size="large" onFinish={({ code, ...typed }) => signIn.mutate({ ...typed, ...(code && { code }) })} autoComplete="on">
            <Form.Item name="account" label={t('sign-in.account')} rules={[{ required: true, whitespace: true, message: t('sign-in.account.missing') }]}>
              <Input prefix={<UserOutlined />} placeholder={t('sign-in.account.placeholder')} autoComplete="username" autoCapitalize="none" autoFocus />
            </Form.Item>
            <Form.Item name="password" label={t('sign-in.password')} rules={[{ required: true, message: t('sign-in.password.missing') }]}>
              <Input.Password prefix={<LockOutlined />} autoComplete="current-password" />
            </Form.Item>
            {asksCode && (
              <Form.Item name="code" label={t('sign-in.code')} extra={t('sign-in.code.hint')} rules={[{ required: true, whitespace: true, message: t('sign-in.code.missing') }]}>
                <Input prefix={<SafetyOutlined />} inputMode="numeric" autoComplete="one-time-code" maxLength={40} autoFocus />
              </Form.Item>
            )}
            <Button type="primary" htmlType="submit" block loading={signIn.isPending}>{t('sign-in.submit')}</Button>
          </Form>
          {about?.oidc && <Button block size="large" className="sign-in-oidc" href="/api/v1/session/oidc">{t('sign-in.oidc')}</Button>}
          <p className="sign-in-hint">{t('sign-in.hint')}</p>
        </div>
      </main>
    </div>
  );
}

function SignInProblem({ error, t }: { readonly error: unknown; readonly t: Texts }) {
  const { status, facts, code } = problemIn(error);
  const retryAfter = Number(facts['retryAfter']);
  const locked = status === 429;
  const retry = Number.isFinite(retryAfter) ? t('sign-in.locked.retry', { minutes: Math.max(1, Math.ceil(retryAfter / 60)) }) : undefined;
  // The first factor was right: that is no failure, only half of the way.
  const half = code === 'access.code-missing';
  return <Alert type={half ? 'info' : 'error'} showIcon className="sign-in-alert" title={problemTitle(error, t) || t('sign-in.locked')} description={locked ? retry : undefined} />;
}

const TRACE = [[8, 112], [70, 96], [128, 100], [188, 66], [250, 70], [312, 30]] as const;

/** What the product does, drawn: one line from a first filing to production, every point of it kept. */
function Trace() {
  return (
    <svg className="sign-in-trace" viewBox="0 0 320 130">
      <path d="M8 112C40 112 40 96 70 96s34 4 58 4 34-34 60-34 34 4 62 4 32-40 62-40" fill="none" stroke="rgba(255,255,255,.55)" strokeWidth="2" />
      {TRACE.map(([x, y], index) => <circle key={x} cx={x} cy={y} r={index === TRACE.length - 1 ? 7 : 4.5} fill={index === TRACE.length - 1 ? '#e25a45' : '#fff'} />)}
    </svg>
  );
}
