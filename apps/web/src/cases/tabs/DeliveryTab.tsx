import { CheckOutlined, ClockCircleOutlined } from '@ant-design/icons';
import { Button, Card, Empty, Progress, Space, Tag } from 'antd';
import { amountText } from '../../format/money.ts';
import { inFen } from '../../forms/money-input.ts';
import { useTexts } from '../../texts/index.ts';
import type { CaseContext, Values } from '../../forms/command-form.ts';
import { moneyText } from '../../forms/money-text.ts';
import { milestoneIn, milestonesOf } from '../case-view.ts';
import { Facts } from '../Facts.tsx';
import { By } from './By.tsx';

type Props = { readonly context: CaseContext; readonly onCommand: (command: string, preset?: Values) => void };

/** What becomes of the signed deal: milestones planned, reported and verified, and the money that came in. */
export function DeliveryTab({ context, onCommand }: Props) {
  const t = useTexts();
  const { deal } = context;
  if (!deal?.formal && !(deal && deal.delivery.verified.length > 0)) return <Empty description={t('delivery.later')} />;
  const buttons = (['ReportMilestone', 'ReportPaidIn', 'AssignServiceOwner'] as const).filter((command) => deal.allowed.includes(command));
  return (
    <div className="entries">
      {buttons.length > 0 && <div className="tab-bar"><Space wrap>{buttons.map((command) => <Button key={command} {...(command === 'ReportMilestone' && { type: 'primary' as const })} onClick={() => onCommand(command)}>{t.code('command', command)}</Button>)}</Space></div>}
      <Card title={t('delivery.milestones')}><Milestones context={context} onCommand={onCommand} /></Card>
      <Card title={t('delivery.paid-in')}><PaidIn context={context} onCommand={onCommand} /></Card>
      {deal.delivery.serviceOwner && <Card title={t('delivery.service-owner')} extra={<By told={deal.delivery.serviceOwner} />}><Facts type="ServiceOwnerAssigned" data={deal.delivery.serviceOwner.data} /></Card>}
    </div>
  );
}

function Milestones({ context, onCommand }: Props) {
  const t = useTexts();
  const { deal, kind, id } = context;
  const planned = new Map((deal?.dossier?.data.dossier.timetable ?? []).map(({ milestone, plannedOn }) => [milestone, plannedOn]));
  return (
    <ol className="milestones">
      {milestonesOf(kind).map((milestone) => {
        const verified = deal?.delivery.verified.find((one) => milestoneIn(one) === milestone);
        const reported = deal?.delivery.reported.find((one) => milestoneIn(one) === milestone);
        const told = verified ?? reported;
        return (
          <li key={milestone} className={verified ? 'milestone milestone-verified' : reported ? 'milestone milestone-reported' : 'milestone'}>
            <span className="milestone-mark">{verified ? <CheckOutlined /> : reported ? <ClockCircleOutlined /> : null}</span>
            <div className="milestone-body">
              <div className="entry-head">
                <strong>{t.code('milestone', milestone)}</strong>
                <Tag color={verified ? 'success' : reported ? 'warning' : undefined}>{t(verified ? 'delivery.verified' : reported ? 'delivery.reported' : 'delivery.ahead')}</Tag>
                {planned.has(milestone) && <span className="quiet">{t('delivery.planned', { day: planned.get(milestone) ?? '' })}</span>}
                {told && <By told={told} />}
              </div>
              {told && <Facts data={told.data} caseId={id} without={['particulars.kind']} />}
              {reported && !verified && deal?.allowed.includes('JudgeMilestone') && <Button size="small" type="primary" ghost onClick={() => onCommand('JudgeMilestone', { report: milestone })}>{t('command.JudgeMilestone')}</Button>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

const VERDICT_COLOURS = { open: 'warning', verified: 'success', refused: 'error' } as const;

function PaidIn({ context, onCommand }: Props) {
  const t = useTexts();
  const { deal, id } = context;
  if (!deal) return null;
  const { paidIn, paidInFen } = deal.delivery;
  const contract = deal.amount ? inFen(deal.amount) : 0;
  return (
    <>
      <div className="paid-in">
        <div className="case-figure"><span className="case-figure-label">{t('delivery.paid-in.verified')}</span><span className="case-figure-value">{amountText(paidInFen, t.language) ?? t('money.zero')}</span></div>
        {contract > 0 && <div className="paid-in-share"><span className="case-figure-label">{t('delivery.paid-in.share', { amount: amountText(contract, t.language) ?? '' })}</span><Progress percent={Math.round((paidInFen / contract) * 1000) / 10} strokeColor="#0b6e6a" /></div>}
      </div>
      {paidIn.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('delivery.paid-in.none')} />}
      {paidIn.map((report) => (
        <article key={report.id} className="entry">
          <div className="entry-head">
            <strong>{moneyText(report.data.amount, t)}</strong><Tag color={VERDICT_COLOURS[report.verdict]}>{t(`delivery.verdict.${report.verdict}`)}</Tag><By told={report} />
            {report.verdict === 'open' && deal.allowed.includes('JudgePaidIn') && <Button size="small" type="primary" ghost onClick={() => onCommand('JudgePaidIn', { report: report.data.reportId })}>{t('command.JudgePaidIn')}</Button>}
          </div>
          <Facts data={{ evidence: report.data.evidence }} caseId={id} />
        </article>
      ))}
    </>
  );
}
