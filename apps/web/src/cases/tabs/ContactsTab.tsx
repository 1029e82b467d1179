import { EyeOutlined, LockOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Card, Empty } from 'antd';
import { answerOf } from '../../api/client.ts';
import { ProblemView } from '../../shell/ProblemView.tsx';
import { may, useSignedIn } from '../../session/session.ts';
import { useTexts } from '../../texts/index.ts';
import type { CaseContext } from '../../forms/command-form.ts';
import type { Contact } from '../case-view.ts';
import { Opened } from '../Opened.tsx';

/** Whom to call: masked until somebody asks to see it, which is recorded; shown in full only while this tab is open. */
export function ContactsTab({ context }: { readonly context: CaseContext }) {
  const t = useTexts();
  const me = useSignedIn();
  const { modal } = App.useApp();
  const { mutate, data: revealed, error, isPending } = useMutation({ mutationFn: () => answerOf<{ contact: Contact | null }>(reveal(context.id)) });
  const masked = context.lead?.contact ?? null;
  if (!masked) return <Empty description={t(context.lead ? 'contacts.none' : 'contacts.not-yours')} />;
  const contact = revealed?.contact ?? masked;
  const ask = (): void => void modal.confirm({ title: t('contacts.reveal.title'), content: t('contacts.reveal.text', { account: me.account }), okText: t('contacts.reveal'), cancelText: t('common.cancel'), icon: <EyeOutlined />, onOk: () => mutate() });
  return (
    <Card
      title={t('contacts.title')}
      extra={may(me, 'contact.reveal') && !revealed && <Button icon={<EyeOutlined />} loading={isPending} onClick={ask} data-testid="reveal">{t('contacts.reveal')}</Button>}
    >
      {error && <ProblemView error={error} />}
      {revealed ? <Alert type="warning" showIcon title={t('contacts.revealed')} className="problem" /> : <p className="quiet"><LockOutlined /> {t('contacts.masked')}</p>}
      <dl className="facts" data-testid="contact">
        {(['name', 'title', 'phone', 'email'] as const).map((name) => contact[name] && <div key={name} className="fact"><dt>{t(`field.contact.${name}`)}</dt><dd><Opened value={contact[name]} /></dd></div>)}
      </dl>
    </Card>
  );
}

// No command and so without a body or a key; the header says that the page itself asks.
async function reveal(id: string): Promise<{ data?: unknown; error?: unknown; response: Response }> {
  const response = await fetch(`/api/v1/leads/${id}/contacts/reveal`, { method: 'POST', credentials: 'same-origin', headers: { 'x-requested-with': 'liuhen' } });
  const body: unknown = await response.json().catch(() => undefined);
  return response.ok ? { data: body, response } : { error: body, response };
}
