import { Alert, App, Button, Form, Input } from 'antd';
import { problemTitle } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import { usePosting } from './post.ts';

type Typed = { readonly current: string; readonly password: string };

/** Changing one's own password. */
export function PasswordPanel() {
  const t = useTexts();
  const { message } = App.useApp();
  const [form] = Form.useForm<Typed>();
  const posting = usePosting(() => {
    form.resetFields();
    void message.success(t('account.password.done'));
  });
  return (
    <Form form={form} layout="vertical" className="account-form" onFinish={(body) => posting.mutate({ path: '/api/v1/me/password', body })} disabled={posting.isPending}>
      <p className="account-about">{t('account.password.about')}</p>
      {posting.error && <Alert type="error" showIcon className="problem" data-testid="refusal" title={problemTitle(posting.error, t)} />}
      <Form.Item name="current" label={t('account.password.current')} rules={[{ required: true, message: t('sign-in.password.missing') }]}><Input.Password autoComplete="current-password" /></Form.Item>
      <Form.Item name="password" label={t('account.password.new')} rules={[{ required: true, min: 10, message: t('account.password.short') }]}><Input.Password autoComplete="new-password" /></Form.Item>
      <Button type="primary" htmlType="submit" loading={posting.isPending}>{t('account.password.change')}</Button>
    </Form>
  );
}
