import type { DataSource } from 'typeorm';
import { v5 as uuid } from 'uuid';
import { hashPassword } from './passwords.ts';
import type { Operation, Role } from './policy.ts';

type Post = { readonly name: string; readonly displayName: string; readonly role: Role; readonly unit: string | null };

const NAMESPACE = '5d3f4c0e-6d42-5c0c-9f0a-0f3f1c3f7a10';

const units: Readonly<Record<string, string>> = {
  nm: '新材料专班',
  he: '高端装备专班',
  yy: '医养健康专班',
  xx: '信息技术专班',
  ...Object.fromEntries([...'一二三四五'].map((n, index) => [`team${index + 1}`, `招商${n}队`])),
  ...Object.fromEntries([...'一二三四五六七八九十'].map((n, index) => [`squad${String(index + 1).padStart(2, '0')}`, `第${n}园区招商小队`])),
  bj: '北京飞地',
  sh: '上海飞地',
  agent1: '受托机构一',
};

/** Departments whose opinions a review waits for, by the code that the settings of meetings name them by. */
const departments: Readonly<Record<string, string>> = { land: '自然资源', environment: '生态环境', safety: '应急管理', energy: '能源' };

const single = (name: string, displayName: string, role: Role): Post => ({ name, displayName, role, unit: null });

/** The demonstration's accounts (DESIGN 9): one for each office and officer, the departments, five reviewers, a lead and a member of each unit. */
export const demonstrationAccounts: readonly Post[] = [
  single('office', '投促办（演示）', 'office'),
  single('leader', '分管领导（演示）', 'leader'),
  single('auditor', '审计员（演示）', 'auditor'),
  single('finance', '财政（演示）', 'finance'),
  single('legal', '法务（演示）', 'legal'),
  ...Object.entries(departments).map(([code, name]): Post => ({ name: code, displayName: `${name}（演示）`, role: 'department', unit: code })),
  ...[1, 2, 3, 4, 5].map((n) => single(`reviewer${n}`, `评审专家${n}（演示）`, 'reviewer')),
  single('service', '帮包人（演示）', 'service-owner'),
  single('verifier', '核验员（演示）', 'verifier'),
  single('sysadmin', '系统管理员（演示）', 'system-admin'),
  single('secadmin', '安全管理员（演示）', 'security-admin'),
  ...Object.entries(units).flatMap(([unit, name]): Post[] => {
    const special: Role | undefined = unit === 'agent1' ? 'agent' : undefined;
    return [
      { name: `${unit}.lead`, displayName: `${name}负责人（演示）`, role: special ?? 'team-lead', unit },
      { name: `${unit}.member`, displayName: `${name}成员（演示）`, role: special ?? (unit === 'bj' || unit === 'sh' ? 'outpost' : 'member'), unit },
    ];
  }),
];

/** Creates accounts of one password that are not there yet, hashing once; those that exist get the password, so that what was printed fits. */
export async function accountsFor(source: DataSource, posts: readonly Post[], options: { password: string; from: string }): Promise<void> {
  const passwordHash = await hashPassword(options.password);
  const rows = posts.map((post) => ({ ...post, id: uuid(`${post.name}/${post.role}/${post.unit}`, NAMESPACE) }));
  await source.transaction(async (manager) => {
    await manager.query(
      `insert into access.accounts (name, display_name, password_hash)
       select r.name, r."displayName", $2 from jsonb_to_recordset($1::jsonb) as r(name text, "displayName" text)
       on conflict (name) do update set password_hash = excluded.password_hash`,
      [JSON.stringify(rows), passwordHash],
    );
    await manager.query(
      `insert into access.appointments (id, account, role, unit, "from")
       select r.id, r.name, r.role, r.unit, $2::date from jsonb_to_recordset($1::jsonb) as r(id uuid, name text, role text, unit text)
       on conflict (id) do nothing`,
      [JSON.stringify(rows), options.from],
    );
  });
}

/** The demonstration's one delegation: the office enters what the leader decided and signed. Given once, for as long as a demonstration may run. */
export async function demonstrationDelegations(source: DataSource, from: string): Promise<void> {
  const operations: readonly Operation[] = ['deal.decide', 'deal.sign', 'commitment.amend', 'commitment.waive', 'commitment.breach', 'clawback.claim'];
  await source.query(
    `insert into access.delegations (id, principal, deputy, operations, "from", "until", given_by)
     values ($1, 'leader', 'office', $2::jsonb, $3::date, $3::date + interval '20 years', 'leader') on conflict (id) do nothing`,
    [uuid('leader/office', NAMESPACE), JSON.stringify(operations), from],
  );
}
