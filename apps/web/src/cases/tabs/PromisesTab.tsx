import { Button, Empty, Skeleton, Space, Tag } from 'antd';
import { useState } from 'react';
import { amountText } from '../../format/money.ts';
import type { CaseContext } from '../../forms/command-form.ts';
import { moneyText } from '../../forms/money-text.ts';
import { promiseForms } from '../../promises/promise-forms.ts';
import { conditionText, costText, dueText, measureText } from '../../promises/promise-text.ts';
import { type Clawback, DIRECTIONS, type PromiseView, type Promises, STATUS_COLOURS } from '../../promises/promise-view.ts';
import { ClawbackDrawer } from '../../promises/ClawbackDrawer.tsx';
import { PromiseDrawer } from '../../promises/PromiseDrawer.tsx';
import { usePromises } from '../../promises/reads.ts';
import { ProblemView } from '../../shell/ProblemView.tsx';
import { useTexts } from '../../texts/index.ts';
import { Opened } from '../Opened.tsx';

type Open = { readonly command: string; readonly promise?: PromiseView };
type OpenClaim = { readonly command: string; readonly payment?: string };

/** What the zone and the investor promised each other, what became of it, and what is claimed back. */
export function PromisesTab({ context }: { readonly context: CaseContext }) {
  const t = useTexts();
  const proposes = context.deal?.allowed.includes('ProposeCommitment') ?? false;
  const { data, error, refetch } = usePromises(context.id);
  const [open, setOpen] = useState<Open | null>(null);
  const [claim, setClaim] = useState<OpenClaim | null>(null);
  if (error) return <ProblemView error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  const { commitments, clawback, allowed } = data;
  const titles = new Map(commitments.map(({ id, title }) => [id, title]));
  const propose = proposes && <Button type="primary" onClick={() => setOpen({ command: 'ProposeCommitment' })}>{t('command.ProposeCommitment')}</Button>;
  return (
    <div className="entries">
      {commitments.length === 0 ? <Empty description={t('promises.none')}>{propose}</Empty> : propose && <div className="tab-bar">{propose}</div>}
      {clawback && <ClawbackEntry clawback={clawback} allowed={allowed} onCommand={(command, payment) => setClaim({ command, ...(payment !== undefined && { payment }) })} />}
      {!clawback && allowed.includes('ClaimClawback') && <div className="tab-bar"><Button onClick={() => setClaim({ command: 'ClaimClawback' })}>{t('command.ClaimClawback')}</Button></div>}
      {DIRECTIONS.map((direction) => {
        const promises = commitments.filter((one) => one.direction === direction);
        return promises.length > 0 && (
          <section key={direction} className="entries" data-testid={`promises-${direction}`}>
            <h3>{t.code('direction', direction)}<span className="tab-count">{promises.length}</span></h3>
            {promises.map((promise) => <PromiseEntry key={promise.id} promise={promise} titles={titles} onCommand={(command) => setOpen({ command, promise })} />)}
          </section>
        );
      })}
      {claim && <ClawbackDrawer {...claim} {...(clawback && { revision: clawback.revision })} context={context} onClose={() => setClaim(null)} />}
      {open && <PromiseDrawer {...open} promises={commitments} context={context} onClose={() => setOpen(null)} />}
    </div>
  );
}

type EntryProps = { readonly promise: PromiseView; readonly titles: ReadonlyMap<string, string>; readonly onCommand: (command: string) => void };

function PromiseEntry({ promise, titles, onCommand }: EntryProps) {
  const t = useTexts();
  const commands = promise.allowed.filter((command) => command in promiseForms);
  return (
    <article className="entry" data-testid="promise">
      <div className="entry-head">
        <strong>{promise.title}</strong><Tag>{t.code('promise-kind', promise.kind)}</Tag>
        <Tag color={STATUS_COLOURS[promise.status]}>{t.code('promise-status', promise.status)}</Tag>
        {promise.overdue && <Tag color="error">{t('promises.overdue')}</Tag>}
        {promise.report && <Tag color="processing">{t('promises.reported')}</Tag>}
        <span className="by">{promise.proposed.on} · {t('case.by', { account: promise.proposed.account })}</span>
      </div>
      <PromiseFacts promise={promise} titles={titles} />
      {commands.length > 0 && <Space wrap className="promise-commands">{commands.map((command) => <Button key={command} size="small" onClick={() => onCommand(command)}>{t.code('command', command)}</Button>)}</Space>}
    </article>
  );
}

function PromiseFacts({ promise, titles }: Pick<EntryProps, 'promise' | 'titles'>) {
  const t = useTexts();
  const { measure, conditions, lacks, trigger, policy, approvalReference, clearance, fulfilled, ending } = promise;
  const list = (texts: readonly string[]): string | null => (texts.length > 0 ? texts.join(t('facts.separator')) : null);
  const done = (told: { readonly account: string; readonly on: string } | null): string | null => told && `${told.on} · ${t('case.by', { account: told.account })}`;
  const facts = [
    ['measure', measureText(measure, t)],
    ['due', dueText(promise, titles, t)],
    ['cost', costText(promise, t)],
    ['conditions', list(conditions.map((condition) => conditionText(condition, titles, t)))],
    ['lacks', list(lacks.map((lack) => t.code('lack', lack)))],
    ['trigger', trigger && <Opened value={trigger} />],
    ['policy', promise.direction === 'zone-to-investor' ? list([t.code('policy', policy), ...(approvalReference === null ? [] : [approvalReference])]) : null],
    ['clearance', clearance && list([clearance.legalBasis.document, clearance.fairCompetition.reference])],
    ['reported', done(promise.report)],
    ['fulfilled', done(fulfilled)],
    ['ending', ending && <>{done(ending)}{ending.reason && <> · <Opened value={ending.reason} /></>}</>],
  ] as const;
  return <dl className="facts">{facts.map(([name, text]) => text && <div key={name} className="fact"><dt>{t(`promises.${name}`)}</dt><dd>{text}</dd></div>)}</dl>;
}

type ClawbackProps = { readonly clawback: Clawback; readonly allowed: Promises['allowed']; readonly onCommand: (command: string, payment?: string) => void };

function ClawbackEntry({ clawback: { amount, claimedOn, deadline, overdue, paidFen, closed, payments }, allowed, onCommand }: ClawbackProps) {
  const t = useTexts();
  const commands = allowed.filter((command) => command !== 'JudgeClawbackPayment');
  return (
    <article className="entry" data-testid="clawback">
      <div className="entry-head">
        <strong>{t('clawback.title')}</strong><span>{moneyText(amount, t)}</span>
        <Tag color={closed ? 'success' : 'warning'}>{t.code('clawback', closed ?? 'open')}</Tag>{overdue && <Tag color="error">{t('promises.overdue')}</Tag>}
        <span className="by">{t('clawback.claimed', { on: claimedOn, deadline })}</span>
      </div>
      <p className="entry-text">{t('clawback.paid-back', { amount: amountText(paidFen, t.language) ?? t('money.zero') })}</p>
      {payments.map(({ id, amount: paid, on, by, verdict }) => (
        <p key={id} className="entry-text" data-testid="payment">
          {on} · {moneyText(paid, t)} · {t('case.by', { account: by })} <Tag>{t.code('payment', verdict)}</Tag>
          {verdict === 'open' && allowed.includes('JudgeClawbackPayment') && <Button size="small" onClick={() => onCommand('JudgeClawbackPayment', id)}>{t('command.JudgeClawbackPayment')}</Button>}
        </p>
      ))}
      {commands.length > 0 && <Space wrap className="promise-commands">{commands.map((command) => <Button key={command} size="small" onClick={() => onCommand(command)}>{t.code('command', command)}</Button>)}</Space>}
    </article>
  );
}
