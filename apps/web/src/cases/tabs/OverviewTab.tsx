import { Card, Empty } from 'antd';
import { useTexts } from '../../texts/index.ts';
import type { CaseContext } from '../../forms/command-form.ts';
import { perMu } from '../../forms/money-text.ts';
import type { Dossier, Told } from '../case-view.ts';
import { Facts } from '../Facts.tsx';
import { Opened } from '../Opened.tsx';
import { By } from './By.tsx';

/** What the case is about: the lead as it was filed, and the figures of the dossier. */
export function OverviewTab({ context }: { readonly context: CaseContext }) {
  const { lead, deal } = context;
  return (
    <div className="tab-grid">
      {deal && <DossierCard dossier={deal.dossier} />}
      {lead && <LeadCard context={context} />}
      {deal?.review && <ReviewCard context={context} />}
      {deal?.decision && <DecisionCard context={context} />}
    </div>
  );
}

function LeadCard({ context: { lead } }: { readonly context: CaseContext }) {
  const t = useTexts();
  if (!lead) return null;
  return (
    <Card title={t('overview.lead')} extra={<span className="quiet">{t('overview.registered', { on: lead.registered.on, account: lead.registered.account, unit: t.code('unit', lead.registered.unit) })}</span>}>
      <p className="case-content">{lead.content}</p>
      <dl className="facts">
        <div className="fact"><dt>{t('field.source')}</dt><dd>{t.code('source', lead.source)}</dd></div>
        <div className="fact fact-long"><dt>{t('field.origin')}</dt><dd><Opened value={lead.origin} /></dd></div>
        {lead.note && <div className="fact fact-long"><dt>{t('field.note')}</dt><dd><Opened value={lead.note} /></dd></div>}
        {lead.blacklist.override && <div className="fact fact-long"><dt>{t('field.overrideReason')}</dt><dd><Opened value={lead.blacklist.override} /></dd></div>}
      </dl>
    </Card>
  );
}

function DossierCard({ dossier }: { readonly dossier: Told<{ readonly dossier: Dossier }> | null }) {
  const t = useTexts();
  if (!dossier) return <Card title={t('overview.dossier')}><Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('overview.dossier.none')} /></Card>;
  const { timetable = [], ...figures } = dossier.data.dossier;
  const { totalInvestment, fixedInvestment, outputPerYear, taxPerYear, land } = figures;
  const perMuRows = ([['total', totalInvestment], ['fixed', fixedInvestment], ['output', outputPerYear], ['tax', taxPerYear]] as const).flatMap(([name, money]) => {
    const value = perMu(money, land);
    return value === null ? [] : [{ name, value }];
  });
  return (
    <Card title={t('overview.dossier')} extra={<By told={dossier} />}>
      <Facts data={figures} />
      {perMuRows.length > 0 && (
        <div className="per-mu">
          {perMuRows.map(({ name, value }) => <div key={name} className="per-mu-figure"><strong>{value}</strong><span>{t(`per-mu.${name}`)}</span></div>)}
        </div>
      )}
      {timetable.length > 0 && (
        <>
          <h3>{t('field.timetable')}</h3>
          <ol className="timetable">{timetable.map(({ milestone, plannedOn }) => <li key={`${milestone}${plannedOn}`}><span>{t.code('milestone', milestone)}</span><strong>{plannedOn}</strong></li>)}</ol>
        </>
      )}
    </Card>
  );
}

function ReviewCard({ context: { deal } }: { readonly context: CaseContext }) {
  const t = useTexts();
  if (!deal?.review) return null;
  return <Card title={t('overview.review')} extra={<By told={deal.review} />}><Facts type="ReviewConcluded" data={deal.review.data} /></Card>;
}

function DecisionCard({ context: { deal } }: { readonly context: CaseContext }) {
  const t = useTexts();
  if (!deal?.decision) return null;
  return <Card title={t('overview.decision')} extra={<By told={deal.decision} />}><Facts type="DecisionMade" data={deal.decision.data} /></Card>;
}
