import { Alert, App, Button, Drawer, Form, Skeleton, Space } from 'antd';
import { useMemo, useState } from 'react';
import type { Answer } from '../api/answers.ts';
import { problemIn } from '../api/problem.ts';
import { type Revisions, useCase } from '../cases/use-case.ts';
import { ProblemView, problemTitle } from '../shell/ProblemView.tsx';
import { useIsPhone } from '../shell/use-is-phone.ts';
import { type Texts, useTexts } from '../texts/index.ts';
import { type BodyIssue, bodySchemaOf, issuesOf } from './body-schema.ts';
import { bodyOf } from './clean.ts';
import type { CaseContext, Field, Values } from './command-form.ts';
import { toAttach } from './deal-forms.ts';
import { FieldItem, labelOf } from './fields/FieldItem.tsx';
import { type Available, availableOn } from './forms.ts';
import './forms.css';
import { initialValues } from './initial-values.ts';
import { useFormCommand, useOpenApi } from './use-form-command.ts';
import { When } from './When.tsx';

type Props = {
  readonly caseId: string;
  /** The command whose form is open; null closes it. */
  readonly command: string | null;
  /** What the form starts with besides its own initial values. */
  readonly preset?: Values;
  readonly onClose: () => void;
  readonly onDone?: (answer: Answer) => void;
};

/** The form of one command of a case, beside the page it belongs to. */
export function CommandDrawer({ caseId, command, preset, onClose, onDone }: Props) {
  const t = useTexts();
  const phone = useIsPhone();
  return (
    <Drawer
      open={command !== null}
      onClose={onClose}
      size={phone ? '100%' : 640}
      title={command === null ? null : t.code('command', command)}
      destroyOnHidden
      rootClassName="command-drawer"
    >
      {command !== null && <Loaded key={`${caseId}/${command}`} caseId={caseId} command={command} preset={preset ?? {}} onClose={onClose} onDone={onDone} />}
    </Drawer>
  );
}

type LoadedProps = { readonly caseId: string; readonly command: string; readonly preset: Values; readonly onClose: () => void; readonly onDone: ((answer: Answer) => void) | undefined };

function Loaded({ caseId, command, preset, onClose, onDone }: LoadedProps) {
  const { context, error, reload } = useCase(caseId);
  if (error) return <ProblemView error={error} retry={() => void reload()} />;
  if (!context) return <Skeleton active paragraph={{ rows: 6 }} />;
  return <Opened context={context} command={command} preset={preset} reload={reload} onClose={onClose} onDone={onDone} />;
}

type OpenedProps = Omit<ViewProps, 'available'> & { readonly command: string };

function Opened({ command, ...rest }: OpenedProps) {
  const t = useTexts();
  const { context, onClose } = rest;
  // The form stays as it was opened: what is typed is not thrown away because somebody else was faster; the server says so.
  const [found] = useState(() => availableOn(context).find((one) => one.command === command));
  if (!found) return <Alert type="info" showIcon title={t('form.not-now')} description={t('form.not-now.text')} action={<Button onClick={onClose}>{t('common.close')}</Button>} />;
  return <CommandFormView available={found} {...rest} />;
}

type ViewProps = { readonly available: Available; readonly context: CaseContext; readonly preset: Values; readonly reload: () => Promise<Revisions>; readonly onClose: () => void; readonly onDone: ((answer: Answer) => void) | undefined };

function CommandFormView({ available, context, preset, reload, onClose, onDone }: ViewProps) {
  const t = useTexts();
  const { message, modal } = App.useApp();
  const [form] = Form.useForm();
  const { command, form: description } = available;
  const { data: openApi } = useOpenApi();
  const fields = useMemo(() => description.fields(context), [description, context]);
  const [initial] = useState(() => initialValues(fields, preset));
  const values = (Form.useWatch([], form) as Values | undefined) ?? initial;
  // The revision seen when the form opened: the page behind it may be newer than what its author has read.
  const [seen, setSeen] = useState<Revisions>({ lead: context.lead?.revision, deal: context.deal?.revision });
  const [issues, setIssues] = useState<readonly BodyIssue[]>([]);
  const sending = useFormCommand((answer) => {
    void message.success(t('form.done', { command: t.code('command', command) }));
    onDone?.(answer);
    onClose();
  });

  const send = (typed: Values): void => {
    const body = bodyOf(description.body ? description.body(bodyOf(typed), context) : typed);
    const schema = openApi === undefined ? undefined : bodySchemaOf(openApi, description.path);
    const found = schema === undefined ? [] : issuesOf(schema, body, t.language);
    setIssues(found);
    if (found.length > 0) return showIssues(form, fields, found);
    const target = { id: context.id, ...description.pathValues?.(typed) };
    const revision = seen[description.side];
    const go = (): void => sending.mutate({ path: description.path, values: target, body, attach: toAttach(typed, context), ...(description.ifMatch && revision !== undefined && { ifMatch: revision }) });
    if (!description.irreversible) return go();
    void modal.confirm({
      title: t('form.irreversible', { command: t.code('command', command) }),
      content: t('form.irreversible.text', { title: context.deal?.title ?? context.lead?.title ?? '' }),
      okText: t('form.irreversible.ok', { command: t.code('command', command) }),
      cancelText: t('common.cancel'),
      okButtonProps: { danger: description.group === 'end' },
      onOk: go,
    });
  };

  return (
    <Form form={form} layout="vertical" initialValues={initial} onFinish={send} scrollToFirstError={{ focus: true }} requiredMark className="command-form" disabled={sending.isPending} data-testid={`form-${command}`}>
      <p className="command-about">{t.code('about', command)}</p>
      {sending.error && <SendingProblem error={sending.error} t={t} reload={() => void reload().then(setSeen).then(sending.reset)} />}
      {issues.length > 0 && <Alert type="error" showIcon className="problem" title={t('form.check')} description={<ul>{issues.slice(0, 6).map(({ path, message: text }) => <li key={path.join('.')}>{path.length > 0 && `${labelOf(t, command, path.join('.'))}：`}{text}</li>)}</ul>} />}
      <div className="fields">{fields.map((field, index) => <FieldItem key={keyOf(field, index)} field={field} command={command} context={context} values={values} />)}</div>
      <When command={command} leaders={description.leaders === true} today={context.today} values={values} />
      <div className="command-foot">
        <Space>
          <Button onClick={onClose} disabled={false}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={sending.isPending} danger={description.group === 'end'} data-testid="submit">{t.code('command', command)}</Button>
        </Space>
      </div>
    </Form>
  );
}

/** What the server said; when somebody was faster, what was typed stays and the case is read anew. */
function SendingProblem({ error, t, reload }: { readonly error: Error; readonly t: Texts; readonly reload: () => void }) {
  const { status, facts } = problemIn(error);
  const issues = (facts['issues'] as readonly { path: string; message: string }[] | undefined) ?? [];
  if (status === 412) {
    return (
      <Alert
        type="warning" showIcon className="problem" data-testid="stale"
        title={t('form.stale')}
        description={t('form.stale.text')}
        action={<Button size="small" type="primary" disabled={false} onClick={reload}>{t('form.stale.reload')}</Button>}
      />
    );
  }
  const unknown = status === 0 || status >= 500;
  return (
    <Alert
      type="error" showIcon className="problem" data-testid="refusal"
      title={problemTitle(error, t)}
      description={<>{unknown && t('form.try-again')}{issues.length > 0 && <ul>{issues.map(({ path, message }) => <li key={path}>{path}：{message}</li>)}</ul>}</>}
    />
  );
}

// Two choices of a form may each have a field of one name.
const keyOf = (field: Field, index: number): string => `${index}/${String(field.name)}/${field.as}`;

function showIssues(form: ReturnType<typeof Form.useForm>[0], fields: readonly Field[], issues: readonly BodyIssue[]): void {
  for (const { path, message } of issues) {
    const field = fields.find(({ name }) => (typeof name === 'string' ? [name] : name).every((part, index) => path[index] === part));
    if (field) form.setFields([{ name: field.name as string, errors: [message] }]);
  }
}
