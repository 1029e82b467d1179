import type { Field, Values } from '../forms/command-form.ts';
import { withDocuments } from './promise-forms.ts';

type ClawbackForm = { readonly path: string; readonly ifMatch?: true; readonly fields: readonly Field[]; readonly body?: (typed: Values) => Values };

const amount: Field = { name: 'amount', as: 'money', required: true };
const reason: Field = { name: 'reason', as: 'text', required: true };

/** The commands about money claimed back after a termination, by name. */
export const clawbackForms: Readonly<Record<string, ClawbackForm>> = {
  ClaimClawback: { path: '/api/v1/deals/{id}/clawback', fields: [amount, { name: 'deadline', as: 'day', future: true, half: true }] },
  RecordClawbackPayment: { path: '/api/v1/deals/{id}/clawback/payments', body: withDocuments, fields: [amount, { name: 'evidence', as: 'documents', required: true }] },
  JudgeClawbackPayment: {
    path: '/api/v1/deals/{id}/clawback/payments/{paymentId}/verification',
    fields: [{ name: 'verdict', as: 'choice', codes: ['verify', 'refuse'], of: 'verdict', required: true, initial: 'verify' }, { ...reason, when: ({ verdict }) => verdict === 'refuse' }],
  },
  CloseClawback: { path: '/api/v1/deals/{id}/clawback/waiver', ifMatch: true, fields: [{ name: 'approvalReference', as: 'line', required: true }, reason] },
};
