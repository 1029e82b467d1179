import { Alert, App, Button, Drawer, Form, Space } from 'antd';
import type { ReactNode } from 'react';
import type { Answer } from '../api/answers.ts';
import { problemIn } from '../api/problem.ts';
import { bodyOf } from '../forms/clean.ts';
import type { Values } from '../forms/command-form.ts';
import '../forms/forms.css';
import { useFormCommand } from '../forms/use-form-command.ts';
import { When } from '../forms/When.tsx';
import { dayIn } from '../format/days.ts';
import { problemTitle } from '../shell/ProblemView.tsx';
import { useIsPhone } from '../shell/use-is-phone.ts';
import { useTexts } from '../texts/index.ts';

type Props = {
  readonly command: string;
  readonly path: string;
  readonly values?: Readonly<Record<string, string>>;
  /** The revision seen, for what others decide on. */
  readonly ifMatch?: number | undefined;
  readonly initial?: Values;
  /** From what was typed to what the API takes. */
  readonly body?: (typed: Values) => Values;
  /** Uploads to make part of a deal, by what was typed. */
  readonly attach?: { readonly dealId: string; readonly documents: (typed: Values) => readonly string[] };
  /** Whether it can have happened on another day than it is entered; what is only ever done now is not asked. */
  readonly dated?: boolean;
  readonly onClose: () => void;
  readonly onDone?: (answer: Answer) => void;
  readonly children?: ReactNode;
};

/** The form of one command about a meeting, an opinion, a condition or a promise, beside the page it belongs to. */
export function FormDrawer({ command, path, values = {}, ifMatch, initial, body, attach, dated = true, onClose, onDone, children }: Props) {
  const t = useTexts();
  const phone = useIsPhone();
  const { message } = App.useApp();
  const sending = useFormCommand((answer) => {
    void message.success(t('form.done', { command: t.code('command', command) }));
    onDone?.(answer);
    onClose();
  });
  const send = (typed: Values): void => sending.mutate({ path, values, body: bodyOf(body ? body(typed) : typed), attach: attach?.documents(typed) ?? [], ...(attach && { dealId: attach.dealId }), ...(ifMatch !== undefined && { ifMatch }) });
  return (
    <Drawer open onClose={onClose} size={phone ? '100%' : 640} title={t.code('command', command)} rootClassName="command-drawer">
      <Form layout="vertical" initialValues={initial ?? {}} onFinish={send} disabled={sending.isPending} className="command-form" data-testid={`form-${command}`}>
        <p className="command-about">{t.code('about', command)}</p>
        {sending.error && <Alert type={problemIn(sending.error).status === 412 ? 'warning' : 'error'} showIcon className="problem" data-testid="refusal" title={problemTitle(sending.error, t)} />}
        <div className="fields">
          {children}
        </div>
        {dated && <WhenTyped command={command} initial={initial ?? {}} />}
        <div className="command-foot">
          <Space>
            <Button onClick={onClose} disabled={false}>{t('common.cancel')}</Button>
            <Button type="primary" htmlType="submit" loading={sending.isPending} data-testid="submit">{t.code('command', command)}</Button>
          </Space>
        </div>
      </Form>
    </Drawer>
  );
}

function WhenTyped({ command, initial }: { readonly command: string; readonly initial: Values }) {
  const values = (Form.useWatch([]) as Values | undefined) ?? initial;
  return <When command={command} today={dayIn(new Date())} values={values} />;
}
