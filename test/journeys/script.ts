import { createHash } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Client, Reply } from '../support/client.ts';
import type { Product } from '../support/product.ts';

/** A day in Asia/Shanghai, so many days before today. */
export const daysAgo = (days: number): string => new Date(Date.now() + 8 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10);

/** An amount of CNY, in 万元. */
export const wan = (amount: number): { amount: number; currency: 'CNY' } => ({ amount: amount * 1_000_000, currency: 'CNY' });

/** A firm and a project for one filing. */
export type Subject = { readonly investor: string; readonly title: string };

/** The body of a registration. */
export const filing = ({ investor, title }: Subject, more: object = {}) => ({
  investor: { name: investor },
  title,
  content: `${title}，分两期建设`,
  kind: 'capital',
  source: 'industry-chain',
  origin: '产业链招商走访时由企业提出',
  estimate: wan(50_000),
  contact: { name: '张三丰', phone: '13800138000' },
  ...more,
});

export const dossier = {
  totalInvestment: wan(52_000), fixedInvestment: wan(40_000), land: 12_000, outputPerYear: wan(60_000), taxPerYear: wan(3_000),
  jobs: 300, energyTce: 8_000, environmentClass: 'form', timetable: [{ milestone: 'construction-started', plannedOn: '2027-09-01' }],
};

export const passed = { outcome: 'pass', quorum: { present: 9, required: 7 }, votes: { for: 8, against: 1 }, recused: [], minutes: '同意提交决策会' };

/** An uploaded text of an agreement. */
export type Paper = { readonly documentId: string; readonly sha256: string };

/** Uploads a text and answers how the product names it; the hash is computed here as well. */
export async function paperOf(client: Client, text: string): Promise<Paper> {
  const { status, body } = await client.upload('投资协议.txt', text);
  expect({ status, sha256: body['sha256'] }).toEqual({ status: 201, sha256: createHash('sha256').update(text).digest('hex') });
  return { documentId: String(body['documentId']), sha256: String(body['sha256']) };
}

/** A 201, or a failure that shows what came instead. */
export function done(reply: Reply): { readonly id: string; readonly revision: number; readonly position: number } {
  expect({ status: reply.status, problem: reply.status < 300 ? undefined : reply.text }).toEqual({ status: 201, problem: undefined });
  return reply.body as { id: string; revision: number; position: number };
}

/** What a refusal says, without its words. */
export const refusal = ({ status, code }: Reply): { status: number; code: string | undefined } => ({ status, code });

/** Files a lead, triages and protects it, each on its day. */
export async function protectedLead({ as }: Product, team: string, subject: Subject, ago = 20): Promise<string> {
  const { id } = done(await as(`${team}.member`).post('/leads', filing(subject, { occurredOn: daysAgo(ago) })));
  done(await as('office').postAt(`/leads/${id}`, `/leads/${id}/triage`, { outcome: 'accept', occurredOn: daysAgo(ago - 1) }));
  done(await as('office').post(`/leads/${id}/protection`, { occurredOn: daysAgo(ago - 1) }));
  return id;
}

/** A lead in talks: followed up and opened, with a first round on the table. */
export async function negotiation(product: Product, team: string, subject: Subject, ago = 20): Promise<string> {
  const id = await protectedLead(product, team, subject, ago);
  const member = product.as(`${team}.member`);
  done(await member.post(`/leads/${id}/follow-ups`, { kind: 'visit', twoWay: true, participants: 4, summary: '到厂走访，对方愿意来访', occurredOn: daysAgo(ago - 2) }));
  done(await member.postAt(`/leads/${id}`, `/leads/${id}/negotiation`, { needs: { landCentiMu: 12_000, workers: 300 }, occurredOn: daysAgo(ago - 3) }));
  done(await member.post(`/deals/${id}/rounds`, { topics: [{ code: 'land', text: '约一百二十亩' }], agreed: '先看地块', occurredOn: daysAgo(ago - 4) }));
  return id;
}

/** Which column of a board a case stands in; undefined when it is not on it. */
export async function columnOn(client: Client, board: string, id: string): Promise<string | undefined> {
  const { status, text, body } = await client.get(`${board}${board.includes('?') ? '&' : '?'}limit=200`);
  expect({ status, problem: status === 200 ? undefined : text }).toEqual({ status: 200, problem: undefined });
  const columns = body['columns'] as readonly { stage: string; cards: readonly { id: string }[] }[];
  return columns.find(({ cards }) => cards.some((card) => card.id === id))?.stage;
}

/** Tries again until it is so, for what a process manager does in its own time; answers the last value. */
export async function eventually<T>(ask: () => Promise<T>, so: (value: T) => boolean, milliseconds = 10_000): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await ask();
    if (so(value) || Date.now() > end) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
