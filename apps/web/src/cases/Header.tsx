import { CheckOutlined, ClockCircleOutlined, EnvironmentOutlined, PauseCircleOutlined, SafetyCertificateOutlined, SwapOutlined, TeamOutlined, WarningOutlined } from '@ant-design/icons';
import { Alert, Tag, Typography } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { HistoryEvent } from '../api/answers.ts';
import { useChains } from '../api/reads.ts';
import type { CaseContext } from '../forms/command-form.ts';
import { moneyText } from '../forms/money-text.ts';
import { ageInStage, daysBetween, urgencyOf } from '../format/days.ts';
import { type Texts, useTexts } from '../texts/index.ts';
import type { LeadView } from './case-view.ts';
import { Opened } from './Opened.tsx';
import { heldDaysSince, stageDates, type Step, stepsOf } from './stage-dates.ts';

type Props = { readonly context: CaseContext; readonly events: readonly HistoryEvent[]; readonly actions: ReactNode };

/** What a case is, where it stands, and since when. */
export function Header({ context, events, actions }: Props) {
  const t = useTexts();
  const { lead, deal, kind, column, unit } = context;
  const amount = deal ? deal.amount : lead?.estimate;
  // Of a deal as it is now; of a lead, as it was when it was filed.
  const listedSince = deal ? (deal.blacklisted?.since ?? null) : lead?.blacklist.listed ? (lead.blacklist.since ?? '') : null;
  const steps = stepsOf(kind, column, stageDates(events));
  return (
    <header className="case-head">
      <div className="case-title">
        <div>
          <h1>{deal?.title ?? lead?.title}</h1>
          <p className="case-investor">
            {lead && <strong>{lead.investor.name}</strong>}
            {lead?.investor.creditCode && <Typography.Text className="hash" copyable>{lead.investor.creditCode}</Typography.Text>}
            <Tag>{t.code('kind', kind)}</Tag>
            <Place context={context} />
            {listedSince !== null && <Tag color="error" icon={<WarningOutlined />}>{t('case.blacklisted', { since: listedSince })}</Tag>}
          </p>
        </div>
        <div className="case-actions">{actions}</div>
      </div>
      <Stages steps={steps} t={t} closed={column === 'closed' || column === 'pool' ? t.code('stage', column) : null} />
      <div className="case-figures">
        <Figure label={deal ? t('case.amount') : t('case.estimate')} value={amount ? moneyText(amount, t) : t('common.unnamed-amount')} />
        <Figure label={t('case.unit')} icon={<TeamOutlined />} value={unit === null ? t('unit.pool') : t.code('unit', unit)} />
        <Age context={context} events={events} t={t} />
        <Protection context={context} t={t} />
        {deal?.delivery.serviceOwner && <Figure label={t('field.AssignServiceOwner.account')} value={deal.delivery.serviceOwner.data.account} />}
      </div>
      <Notices context={context} t={t} />
    </header>
  );
}

function Place({ context: { lead, deal } }: { readonly context: CaseContext }) {
  const t = useTexts();
  const { data } = useChains();
  const chain = deal?.chain ?? lead?.chain;
  if (!chain) return null;
  const link = deal?.link ?? lead?.link;
  const named = data?.chains.find(({ code }) => code === chain)?.segments.flatMap(({ links }) => links).find(({ code }) => code === link)?.name ?? link;
  return <Tag icon={<EnvironmentOutlined />}>{t.code('chain', chain)}{named ? ` / ${named}` : ''}</Tag>;
}

function Stages({ steps, closed, t }: { readonly steps: readonly Step[]; readonly closed: string | null; readonly t: Texts }) {
  const path = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const now = path.current?.querySelector<HTMLElement>('[aria-current]');
    // On a phone the path is wider than the screen: where the case stands is what is to be seen of it.
    if (path.current && now) path.current.scrollLeft = now.offsetLeft - (path.current.clientWidth - now.offsetWidth) / 2;
  }, [steps]);
  return (
    <ol ref={path} className="case-path" aria-label={t('case.path')}>
      {steps.map(({ stage, state, on }, index) => (
        <li key={stage} className={`case-step case-step-${state}`} {...(state === 'now' && { 'aria-current': 'step' as const })}>
          <span className="case-step-dot">{state === 'done' ? <CheckOutlined /> : index + 1}</span>
          <span className="case-step-name">{t.code('stage', stage)}</span>
          <span className="case-step-on">{on ?? ''}</span>
        </li>
      ))}
      {closed && <li className="case-step case-step-closed" aria-current="step"><span className="case-step-dot">×</span><span className="case-step-name">{closed}</span></li>}
    </ol>
  );
}

function Figure({ label, value, icon, tone = '' }: { readonly label: string; readonly value: ReactNode; readonly icon?: ReactNode; readonly tone?: string }) {
  return <div className={`case-figure ${tone}`}><span className="case-figure-label">{icon} {label}</span><span className="case-figure-value">{value}</span></div>;
}

function Age({ context: { deal, lead, column, today }, events, t }: { readonly context: CaseContext; readonly events: readonly HistoryEvent[]; readonly t: Texts }) {
  const since = (column !== 'pool' && stageDates(events).get(column)) || deal?.since || lead?.registered.on || null;
  if (since === null || column === 'closed' || column === 'pool') return null;
  const days = ageInStage({ since, heldDays: heldDaysSince(events, since), onHoldSince: deal?.hold?.on ?? null }, today);
  return <Figure label={t('case.age')} icon={<ClockCircleOutlined />} value={t('common.days', { n: days ?? 0 })} />;
}

function Protection({ context: { lead, today, deal }, t }: { readonly context: CaseContext; readonly t: Texts }) {
  // Once talks are open a protection no longer runs out.
  if (!lead?.protection || deal) return null;
  const { until } = lead.protection;
  const left = daysBetween(today, until);
  return <Figure label={t('case.protected-until')} icon={<SafetyCertificateOutlined />} tone={`tone-${urgencyOf(until, today)}`} value={<>{until} <small>{left < 0 ? t('board.protected.over') : t('board.protected.left', { n: left })}</small></>} />;
}

function Notices({ context: { deal, lead }, t }: { readonly context: CaseContext; readonly t: Texts }) {
  const offer = deal?.offer ? { to: deal.offer.data.to, kept: deal.offer.data.creditKept } : lead?.offer ? { to: lead.offer.to, kept: lead.offer.credit.from } : null;
  return (
    <>
      {deal?.hold && <Alert type="warning" showIcon icon={<PauseCircleOutlined />} title={t('case.on-hold', { since: deal.hold.on, code: t.code('hold', deal.hold.data.code), review: deal.hold.data.reviewOn })} description={<Opened value={deal.hold.data.reason} />} />}
      {offer && <Alert type="info" showIcon icon={<SwapOutlined />} title={t('case.offered', { unit: t.code('unit', offer.to), kept: offer.kept, given: 100 - offer.kept })} />}
      {(lead?.referrals.length ?? 0) > 0 && <Alert type="info" showIcon icon={<SwapOutlined />} title={t('case.referred', { chain: chainOf(lead!.referrals, t) })} description={lead!.referrals.map(({ on, reason }) => reason && <p key={on}>{on} · <Opened value={reason} /></p>)} />}
      {(lead?.cycle ?? 1) > 1 && <Alert type="info" showIcon title={t('case.cycle', { n: lead!.cycle })} />}
      {lead?.deals.map(({ id, n, title, on }) => <Alert key={id} type="info" showIcon title={<>{t('case.further', { n, on })} <Link to={`/cases/${id}`}>{title}</Link></>} />)}
      {deal && !lead && deal.leadId !== deal.id && <Alert type="info" showIcon title={<Link to={`/cases/${deal.leadId}`}>{t('case.of-lead')}</Link>} />}
      {lead?.confidants && <Alert type="warning" showIcon title={t('case.confidential.people', { people: lead.confidants.join(t('facts.separator')) })} />}
      {lead?.mergedInto && <Alert type="info" showIcon title={t('case.merged')} description={<Link to={`/cases/${lead.mergedInto}`}>{t('case.merged.open')}</Link>} />}
      {(lead?.aliases.length ?? 0) > 0 && <Alert type="info" showIcon title={t('case.aliases', { n: lead?.aliases.length ?? 0 })} />}
      {lead?.disputed && <Alert type="warning" showIcon title={t('case.disputed')} />}
      {lead?.overtakenBy && <Alert type="warning" showIcon title={t('case.overtaken', { unit: t.code('unit', lead.overtakenBy.unit), until: lead.overtakenBy.until })} description={<Opened value={lead.overtakenBy.reason} />} />}
      {deal?.closing && <Alert type="error" showIcon title={t('case.closed', { on: deal.closing.on, how: t.code('event', deal.closedBy ?? ''), code: t.code('closing', deal.closing.data.code) })} description={<Opened value={deal.closing.data.reason} />} />}
    </>
  );
}

/** The units that a lead went through by referral: the first holder, then everyone it was referred to. */
const chainOf = (referrals: LeadView['referrals'], t: Texts): string => [referrals[0]?.from ?? null, ...referrals.map(({ to }) => to)].filter((unit) => unit !== null).map((unit) => t.code('unit', unit)).join(' → ');
