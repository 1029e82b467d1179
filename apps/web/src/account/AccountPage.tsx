import { Alert, Tabs } from 'antd';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { useSignedIn } from '../session/session.ts';
import { useTexts } from '../texts/index.ts';
import './account.css';
import { DelegationsPanel } from './DelegationsPanel.tsx';
import { FactorPanel } from './FactorPanel.tsx';
import { PasswordPanel } from './PasswordPanel.tsx';
import { TokensPanel } from './TokensPanel.tsx';

/** One's own account: second factor, password, tokens, and who may act for whom. */
export function AccountPage() {
  const t = useTexts();
  const me = useSignedIn();
  const [params, setParams] = useSearchParams();
  useEffect(() => {
    document.title = `${t('account.title')} · ${t('app.name')}`;
  }, [t]);
  const tabs = [
    { key: 'factor', label: t('account.factor'), children: <FactorPanel /> },
    { key: 'password', label: t('account.password'), children: <PasswordPanel /> },
    { key: 'tokens', label: t('account.tokens'), children: <TokensPanel /> },
    { key: 'delegations', label: t('account.delegations'), children: <DelegationsPanel all={me.allowed.includes('security.edit')} /> },
  ];
  return (
    <div className="page">
      <div className="page-head"><h1>{t('account.title')}</h1><p className="page-summary">{me.displayName ?? me.account}</p></div>
      {me.factorMissing && <Alert type="warning" showIcon title={t('account.factor.missing')} className="problem" />}
      <div className="panel account-panel"><Tabs activeKey={tabs.find(({ key }) => key === params.get('tab'))?.key ?? 'factor'} onChange={(tab) => setParams({ tab }, { replace: true })} items={tabs} destroyOnHidden /></div>
    </div>
  );
}
