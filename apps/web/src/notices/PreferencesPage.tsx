import { Alert, App, Button, Checkbox, Form, Input, Select, Skeleton, Switch } from 'antd';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { may, useSignedIn } from '../session/session.ts';
import { problemTitle, ProblemView } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import { Channels } from './Channels.tsx';
import { NOTICE_KINDS, type NoticeKind } from './notice-view.ts';
import './notices.css';
import { type NoticePreferences, useChoose, usePreferences } from './reads.ts';

/** What the form holds: kinds that are wanted rather than muted, and quiet hours that can be switched. */
type Typed = Pick<NoticePreferences, 'digest' | 'digestAt' | 'language'> & { readonly email?: string; readonly quiet: boolean; readonly from: string; readonly until: string; readonly wanted: { readonly inbox: readonly NoticeKind[]; readonly email: readonly NoticeKind[] } };

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const wantedOf = (muted: readonly NoticeKind[]): NoticeKind[] => NOTICE_KINDS.filter((kind) => !muted.includes(kind));

/** What one wants to be told, where and when; whoever leads a unit also sets its channels here. */
export function PreferencesPage() {
  const t = useTexts();
  const me = useSignedIn();
  const preferences = usePreferences();
  useEffect(() => {
    document.title = `${t('notices.preferences')} · ${t('app.name')}`;
  }, [t]);
  return (
    <div className="page notices-page">
      <div className="page-head"><h1>{t('notices.preferences')}</h1><p className="page-summary">{t('notices.preferences.subtitle')}</p><span className="page-head-space" /><Link to="/notices"><Button>{t('notices.title')}</Button></Link></div>
      {preferences.error && <ProblemView error={preferences.error} retry={() => void preferences.refetch()} />}
      {preferences.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {preferences.data && <PreferencesForm chosen={preferences.data} />}
      {may(me, 'channel.edit') && <Channels />}
    </div>
  );
}

function PreferencesForm({ chosen }: { readonly chosen: NoticePreferences }) {
  const t = useTexts();
  const { message } = App.useApp();
  const choose = useChoose();
  const initial: Typed = { ...chosen, email: chosen.email ?? '', quiet: chosen.quiet !== null, from: chosen.quiet?.from ?? '21:00', until: chosen.quiet?.until ?? '07:30', wanted: { inbox: wantedOf(chosen.muted.inbox), email: wantedOf(chosen.muted.email) } };
  const save = ({ email, quiet, from, until, wanted, digest, digestAt, language }: Typed): void => {
    const muted = { inbox: NOTICE_KINDS.filter((kind) => !wanted.inbox.includes(kind)), email: NOTICE_KINDS.filter((kind) => !wanted.email.includes(kind)) };
    const answer = { digest, digestAt, language, muted, email: email?.trim() || null, quiet: quiet ? { from, until } : null, mail: chosen.mail };
    choose.mutate(answer, { onSuccess: () => void message.success(t('notices.saved')) });
  };
  const time = { pattern: TIME, message: t('notices.time.wrong') };
  return (
    <Form layout="vertical" initialValues={initial} onFinish={save} disabled={choose.isPending} className="panel preferences" data-testid="preferences">
      {!chosen.mail && <Alert type="warning" showIcon className="problem" title={t('notices.mail.off')} />}
      {choose.error && <Alert type="error" showIcon className="problem" title={problemTitle(choose.error, t)} />}
      <div className="preferences-fields">
        <Form.Item name="email" label={t('notices.mailbox')} extra={t('notices.mailbox.hint')} rules={[{ type: 'email', message: t('notices.mailbox.wrong') }]}><Input autoComplete="email" maxLength={254} /></Form.Item>
        <Form.Item name="language" label={t('notices.language')}><Select options={(['zh', 'en'] as const).map((value) => ({ value, label: t(`notices.language.${value}`) }))} /></Form.Item>
        <Form.Item name="digest" label={t('notices.digest')}><Select options={(['off', 'daily', 'weekly'] as const).map((value) => ({ value, label: t(`notices.digest.${value}`) }))} /></Form.Item>
        <Form.Item name="digestAt" label={t('notices.digest-at')} rules={[{ required: true, message: t('notices.time.wrong') }, time]}><Input inputMode="numeric" maxLength={5} /></Form.Item>
        <Form.Item name="quiet" label={t('notices.quiet')} extra={t('notices.quiet.hint')} valuePropName="checked"><Switch /></Form.Item>
        <Form.Item noStyle shouldUpdate={(before: Typed, after: Typed) => before.quiet !== after.quiet}>
          {({ getFieldValue }) => (
            <div className="preferences-hours">
              <Form.Item name="from" label={t('notices.quiet-from')} rules={[time]} hidden={!getFieldValue('quiet')}><Input inputMode="numeric" maxLength={5} /></Form.Item>
              <Form.Item name="until" label={t('notices.quiet-until')} rules={[time]} hidden={!getFieldValue('quiet')}><Input inputMode="numeric" maxLength={5} /></Form.Item>
            </div>
          )}
        </Form.Item>
      </div>
      <div className="preferences-kinds">
        <Form.Item name={['wanted', 'inbox']} label={t('notices.inbox')} extra={t('notices.inbox.hint')}><Kinds /></Form.Item>
        <Form.Item name={['wanted', 'email']} label={t('notices.mail')}><Kinds /></Form.Item>
      </div>
      <Button type="primary" htmlType="submit" loading={choose.isPending} data-testid="save">{t('notices.save')}</Button>
    </Form>
  );
}

/** Every kind with a box to tick. */
function Kinds(field: { readonly value?: NoticeKind[]; readonly onChange?: (value: NoticeKind[]) => void }) {
  const t = useTexts();
  return <Checkbox.Group<NoticeKind> {...field} className="kinds" options={NOTICE_KINDS.map((value) => ({ value, label: t.code('notice.kind', value) }))} />;
}
