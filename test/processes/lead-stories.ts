import type { Actor } from '#event-store';
import { GrantProtection, OpenNegotiation, RecordFollowUp, RegisterLead, TriageLead } from '#leads';
import type { Act } from './crash-proof.ts';

/** Who acts in the stories of leads. */
export const people = {
  member: { account: 'team1.member', unit: 'team1', role: 'member' },
  lead: { account: 'team1.lead', unit: 'team1', role: 'team-lead' },
  lead2: { account: 'team2.lead', unit: 'team2', role: 'team-lead' },
  office: { account: 'office', unit: null, role: 'office' },
  leader: { account: 'leader', unit: null, role: 'leader' },
  rule: { account: 'rule', unit: null, role: 'rule' },
} as const satisfies Record<string, Actor>;
export const DAY = '2026-03-10';
const id = '0e0d0c0b-0a09-4807-8605-040302010000';

/** One command of a story, by whom and when. */
export const act = (by: keyof typeof people, command: Act['command'], on = DAY): Act => ({ by: people[by], on, command });
export const register = act('member', (context) => new RegisterLead(id, { investor: { name: '示例新材料有限公司', creditCode: '91350100M000100Y43' }, title: '年产一万吨示例材料项目', content: '建设两条生产线', kind: 'capital', source: 'park', origin: '园区推荐', contact: { name: '张三丰', phone: '13800001234' } }, context));
/** Another team's filing of the same content. */
export const otherId = '0e0d0c0b-0a09-4807-8605-040302010001';
export const registerOther = act('lead2', (context) => new RegisterLead(otherId, { investor: { name: '示例新材料有限公司', creditCode: '91350100M000100Y43' }, title: '年产一万吨示例材料项目', content: '建设两条生产线', kind: 'capital', source: 'park', origin: '展会' }, context));
export const accept = act('office', (context) => new TriageLead(id, { outcome: 'accept' }, context));
export const protect = act('office', (context) => new GrantProtection(id, {}, context));
const meet = act('member', (context) => new RecordFollowUp(id, { kind: 'visit', twoWay: true, participants: 2, summary: '面谈' }, context));
const negotiate = act('member', (context) => new OpenNegotiation(id, { needs: { workers: 8 } }, context));
/** A lead from its registration into the talks, and the id it has. */
export const intoTalks = { id, acts: [register, accept, protect, meet, negotiate] };
