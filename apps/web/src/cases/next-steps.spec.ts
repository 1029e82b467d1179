import { describe, expect, it } from '@jest/globals';
import type { DealRoom, LeadView } from './case-view.ts';
import { nextSteps } from './next-steps.ts';

const lead = (missing: LeadView['missing'], allowed: readonly string[]): LeadView => ({ missing, allowed }) as LeadView;
const deal = (part: Partial<DealRoom>): DealRoom => ({ missing: [], allowed: [], delivery: { reported: [], verified: [], paidIn: [], paidInFen: 0, serviceOwner: null }, ...part }) as DealRoom;

describe('what blocks the next column', () => {
  it('names the command that mends it, and whether this person may give it', () => {
    const steps = nextSteps({ lead: lead([{ field: 'triage', column: 'triaged' }, { field: 'twoWayContact', column: 'negotiating' }], ['RecordFollowUp']), deal: null, column: 'registered', kind: 'capital' });
    expect(steps).toEqual([
      { command: 'TriageLead', column: 'triaged', needs: ['triage'], preset: {}, allowed: false },
      { command: 'RecordFollowUp', column: 'negotiating', needs: ['twoWayContact'], preset: { twoWay: true }, allowed: true },
    ]);
  });

  it('gathers what one form fills', () => {
    const missing = [{ column: 'in-review', field: 'dossier.land' }, { column: 'in-review', field: 'dossier.jobs' }] as const;
    expect(nextSteps({ lead: null, deal: deal({ missing, allowed: ['SubmitDossier'] }), column: 'negotiating', kind: 'capital' })).toMatchObject([{ command: 'SubmitDossier', needs: ['dossier.land', 'dossier.jobs'], allowed: true }]);
  });

  it('asks for the report of a milestone, or for the verdict on one that is reported', () => {
    const reported = [{ id: 'r', on: '2026-01-01', by: { account: 'service', unit: null }, data: { particulars: { kind: 'site-secured' }, evidence: [] } }];
    const room = deal({ missing: [{ column: 'landed', field: 'company-registered' }, { column: 'landed', field: 'site-secured' }], allowed: ['JudgeMilestone'] });
    const steps = nextSteps({ lead: null, deal: { ...room, delivery: { ...room.delivery, reported } }, column: 'signed', kind: 'capital' });
    expect(steps.map(({ command, preset, allowed }) => [command, preset, allowed])).toEqual([
      ['ReportMilestone', { particulars: { kind: 'company-registered' } }, false],
      ['JudgeMilestone', { report: 'site-secured' }, true],
    ]);
  });

  it('is the gate itself when nothing is missing any more', () => {
    expect(nextSteps({ lead: null, deal: deal({ allowed: ['MakeDecision'] }), column: 'in-review', kind: 'capital' })).toMatchObject([{ command: 'MakeDecision', column: 'approved', needs: [], allowed: true }]);
    expect(nextSteps({ lead: null, deal: deal({}), column: 'closed', kind: 'capital' })).toEqual([]);
  });
});
