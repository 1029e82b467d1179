/** What sessions, accounts and the policy refuse. */
export const accessTexts = {
  'access.session-missing': { zh: '请先登录', en: 'Sign in first' },
  'access.session-ended': { zh: '登录已失效，请重新登录', en: 'The session has ended; sign in again' },
  'access.sign-in-failed': { zh: '账号或密码不正确', en: 'Account or password is not right' },
  'access.locked': { zh: '登录失败次数过多，请在 {retryAfter} 秒后再试', en: 'Too many failed sign-ins; try again in {retryAfter} seconds' },
  'access.forbidden': { zh: '没有权限执行此操作（{operation}）', en: 'You may not do this ({operation})' },
  'access.cross-site': { zh: '请求来自其他网站，已拒绝', en: 'The request came from another site' },
  'access.request-header-missing': { zh: '缺少 Idempotency-Key 或 X-Requested-With 请求头', en: 'The Idempotency-Key or X-Requested-With header is missing' },
  'access.account-exists': { zh: '账号 {account} 已存在', en: 'The account {account} already exists' },
  'access.account-unknown': { zh: '没有账号 {account}', en: 'There is no account {account}' },
  'access.two-officers': { zh: '系统管理、安全管理、审计三员须分设，且不得兼任其他角色（{roles}）', en: 'System, security and audit officers are separate persons with no other role ({roles})' },
  'access.own-account': { zh: '不得变更自己的账号', en: 'Nobody changes their own account' },
} as const;
