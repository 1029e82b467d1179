import { Result, Skeleton, Tabs } from 'antd';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import type { HistoryEvent } from '../api/answers.ts';
import { problemIn } from '../api/problem.ts';
import { useHistory } from '../api/reads.ts';
import { PastBanner } from '../board/AsOfPicker.tsx';
import type { CaseContext, Values } from '../forms/command-form.ts';
import { CommandDrawer } from '../forms/CommandDrawer.tsx';
import { may, useSignedIn } from '../session/session.ts';
import { ProblemView, problemTitle } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import { DisputePanel } from '../disputes/DisputePanel.tsx';
import { PriorFilings } from '../disputes/PriorFilings.tsx';
import { useDisputes } from '../disputes/reads.ts';
import { isPast } from '../url/as-of.ts';
import { useAsOf } from '../url/use-as-of.ts';
import { Actions } from './Actions.tsx';
import { attachmentsOf } from './case-view.ts';
import './cases.css';
import { Header } from './Header.tsx';
import { NextSteps } from './NextSteps.tsx';
import { AgreementsTab } from './tabs/AgreementsTab.tsx';
import { ContactsTab } from './tabs/ContactsTab.tsx';
import { DeliveryTab } from './tabs/DeliveryTab.tsx';
import { DocumentsTab } from './tabs/DocumentsTab.tsx';
import { FollowUpsTab } from './tabs/FollowUpsTab.tsx';
import { OpinionsTab } from './tabs/OpinionsTab.tsx';
import { OverviewTab } from './tabs/OverviewTab.tsx';
import { PromisesTab } from './tabs/PromisesTab.tsx';
import { RoundsTab } from './tabs/RoundsTab.tsx';
import { believed } from './timeline/corrections.ts';
import { Timeline } from './timeline/Timeline.tsx';
import { useCase } from './use-case.ts';

/** A case from its filing to the end of its delivery: where it stands, what comes next, and everything that happened. */
export function CasePage() {
  const t = useTexts();
  const { id = '' } = useParams();
  const { context, error, reload } = useCase(id);
  const title = context?.deal?.title ?? context?.lead?.title;
  useEffect(() => {
    document.title = `${title ?? t('case.title')} · ${t('app.name')}`;
  }, [title, t]);
  if (error) {
    const { status } = problemIn(error);
    return status === 404 || status === 403
      ? <Closed id={id} status={status} title={problemTitle(error, t)} />
      : <ProblemView error={error} retry={() => void reload()} />;
  }
  if (!context) return <div className="case-page" aria-busy="true"><Skeleton active paragraph={{ rows: 3 }} /><Skeleton active paragraph={{ rows: 8 }} /></div>;
  return <Room key={id} context={context} />;
}

// A case that went to another team is closed to the one that lost it; the ruling and its reasons are not.
function Closed({ id, status, title }: { readonly id: string; readonly status: 403 | 404; readonly title: string }) {
  const t = useTexts();
  const { data } = useDisputes(id);
  return (
    <div className="case-page">
      <Result status={status} title={title} extra={<Link to="/">{t('not-found.home')}</Link>} />
      {(data?.disputes.length ?? 0) > 0 && <DisputePanel lead={id} />}
    </div>
  );
}

type Open = { readonly command: string; readonly preset?: Values };

function Room({ context }: { readonly context: CaseContext }) {
  const me = useSignedIn();
  const [asOf, setAsOf] = useAsOf();
  const [params, setParams] = useSearchParams();
  const [open, setOpen] = useState<Open | null>(() => (params.has('command') ? { command: params.get('command') ?? '' } : null));
  const { events } = useEvents(context.id, may(me, 'history.read'));
  const onCommand = (command: string, preset?: Values): void => setOpen(preset ? { command, preset } : { command });
  const close = (): void => {
    setOpen(null);
    // A link that opened a form does not open it again when the page is read anew.
    if (params.has('command')) setParams((before) => without(before, 'command'), { replace: true });
  };
  const past = isPast(asOf);
  return (
    <div className="case-page">
      <PastBanner value={asOf} onChange={setAsOf} />
      <Header context={context} events={events} actions={!past && <Actions context={context} onCommand={onCommand} />} />
      {!past && <NextSteps context={context} onCommand={onCommand} />}
      <CaseTabs context={context} onCommand={onCommand} timeline={may(me, 'history.read')} recorded={events.length} />
      <CommandDrawer caseId={context.id} command={open?.command ?? null} {...(open?.preset && { preset: open.preset })} onClose={close} />
    </div>
  );
}

function useEvents(id: string, enabled: boolean): { readonly events: readonly HistoryEvent[] } {
  const [asOf] = useAsOf();
  const { data } = useHistory(id, asOf, enabled);
  return { events: useMemo(() => believed(data?.events ?? []), [data]) };
}

type TabsProps = { readonly context: CaseContext; readonly onCommand: (command: string, preset?: Values) => void; readonly timeline: boolean; readonly recorded: number };

function CaseTabs({ context, onCommand, timeline, recorded }: TabsProps) {
  const t = useTexts();
  const [params, setParams] = useSearchParams();
  const { deal, lead } = context;
  const item = (key: string, label: string, children: ReactNode, count = 0): { key: string; label: ReactNode; children: ReactNode } => ({ key, label: <>{label}{count > 0 && <span className="tab-count">{count}</span>}</>, children });
  const items = [
    item('overview', t('case.tab.overview'), <OverviewTab context={context} />),
    ...(deal ? [item('rounds', t('case.tab.rounds'), <RoundsTab context={context} onCommand={onCommand} />, deal.rounds.length)] : []),
    ...(lead ?? deal ? [item('follow-ups', t('case.tab.follow-ups'), <FollowUpsTab context={context} onCommand={onCommand} />)] : []),
    ...(deal ? [item('documents', t('case.tab.documents'), <DocumentsTab context={context} onCommand={onCommand} />, attachmentsOf(deal).length), item('agreements', t('case.tab.agreements'), <AgreementsTab context={context} onCommand={onCommand} />, deal.drafts.length + deal.agreements.length), item('promises', t('case.tab.promises'), <PromisesTab context={context} />)] : []),
    ...(deal?.dossier ? [item('opinions', t('case.tab.opinions'), <OpinionsTab context={context} />)] : []),
    ...(deal?.formal || (deal?.delivery.verified.length ?? 0) > 0 ? [item('delivery', t('case.tab.delivery'), <DeliveryTab context={context} onCommand={onCommand} />)] : []),
    ...(lead && lead.disputes + lead.priorFilings > 0 ? [item('disputes', t('case.tab.disputes'), <>{lead.priorFilings > 0 && <PriorFilings lead={context.id} />}<DisputePanel lead={context.id} /></>, lead.disputes + lead.priorFilings)] : []),
    ...(lead ? [item('contacts', t('case.tab.contacts'), <ContactsTab context={context} />)] : []),
    ...(timeline ? [item('timeline', t('case.tab.timeline'), <Timeline id={context.id} kind={context.kind} />, recorded)] : []),
  ];
  const asked = params.get('tab');
  const active = items.some(({ key }) => key === asked) ? (asked as string) : isPastTab(params, timeline);
  return <Tabs className="case-tabs" activeKey={active} destroyOnHidden onChange={(tab) => setParams((before) => withTab(before, tab), { replace: true })} items={items} />;
}

// Looking at the past one looks at what was recorded: the rest of the page stands as it is now.
const isPastTab = (params: URLSearchParams, timeline: boolean): string => (timeline && params.has('known') ? 'timeline' : 'overview');

function withTab(before: URLSearchParams, tab: string): URLSearchParams {
  const next = new URLSearchParams(before);
  next.set('tab', tab);
  return next;
}

function without(before: URLSearchParams, name: string): URLSearchParams {
  const next = new URLSearchParams(before);
  next.delete(name);
  return next;
}
