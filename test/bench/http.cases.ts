import type { Client } from './http.processes.ts';

/** What a team files: a fictional firm with a plant. */
export const aRegistration = (n: number | string) => ({
  investor: { name: `示例新材料${n}有限公司（虚构）` }, title: `年产${n}万吨高性能纤维项目`, content: '新建厂房两座与四条产线，配套研发中心',
  kind: 'capital', source: 'industry-chain', origin: '在上海展会上由行业协会介绍，已交换资料', estimate: { amount: 1_200_000_000_000, currency: 'CNY' },
});

/** What a team notes down after a visit. */
export const aFollowUp = { kind: 'visit', twoWay: true, participants: 4, summary: '对方关心蒸汽价格与危化品仓储，计划下月带设备供应商再来一次；需要我方提供地块红线与环评要求。' };

/** Files leads for a team. */
export async function registerLeads(team: Client, count: number, name: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(String((await team.post('/leads', aRegistration(`${name}${n}`)))['id']));
  return ids;
}

/** Takes leads to talks, where they are deals of the same id. */
export async function openDeals(team: Client, office: Client, leads: readonly string[]): Promise<void> {
  for (const id of leads) {
    await office.post(`/leads/${id}/triage`, { outcome: 'accept' }, 0);
    await office.post(`/leads/${id}/protection`, {});
    await team.post(`/leads/${id}/follow-ups`, aFollowUp);
    await team.post(`/leads/${id}/negotiation`, { needs: { workers: 300 } }, 1);
  }
}
