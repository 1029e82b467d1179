import { IdcardOutlined, LogoutOutlined, MenuFoldOutlined, MenuOutlined, MenuUnfoldOutlined, SafetyCertificateOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Drawer, Dropdown, Layout, Menu, Skeleton, Tag, Tooltip } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, Navigate, Outlet, useLocation, useNavigate } from 'react-router';
import { ActingChoice } from '../account/ActingChoice.tsx';
import { actFor } from '../api/acting.ts';
import type { Me } from '../api/answers.ts';
import { useIsLive, useLiveUpdates } from '../api/live.ts';
import { useMe } from '../api/reads.ts';
import { Bell } from '../notices/Bell.tsx';
import { absenceReason, MeContext, useSignOut } from '../session/session.ts';
import { useTexts } from '../texts/index.ts';
import { useIsPhone } from './use-is-phone.ts';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { Mark } from './Mark.tsx';
import { navigationOf } from './navigation.tsx';
import { ProblemView } from './ProblemView.tsx';

const COLLAPSED = 'liuhen.navigation';

/** Everything behind the sign-in: navigation, who one is, and the page. */
export function Shell() {
  const { data: me, error, isPending, refetch } = useMe();
  const { pathname, search } = useLocation();
  useLiveUpdates(Boolean(me?.allowed.includes('deal.read')));
  if (isPending) return <div className="shell-wait"><Skeleton active paragraph={{ rows: 6 }} /></div>;
  if (error) return <div className="shell-wait"><ProblemView error={error} retry={() => void refetch()} /></div>;
  if (!me) return <Navigate to={signInPath(`${pathname}${search}`)} replace />;
  // Whoever must have a second factor first is led to where it is made.
  if (me.factorMissing && pathname !== '/account') return <Navigate to="/account?tab=factor" replace />;
  return (
    <MeContext value={me}>
      <Frame me={me}><Outlet /></Frame>
    </MeContext>
  );
}

// Whoever left does not come back to where the last one was.
function signInPath(from: string): string {
  const why = absenceReason();
  if (why === 'left' || from === '/') return '/sign-in';
  return `/sign-in?${new URLSearchParams({ back: from, ...(why === 'ended' && { expired: '' }) })}`;
}

function Frame({ me, children }: { readonly me: Me; readonly children: ReactNode }) {
  const t = useTexts();
  const phone = useIsPhone();
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem(COLLAPSED) === 'yes');
  const [drawer, setDrawer] = useState(false);
  const collapse = (next: boolean): void => {
    localStorage.setItem(COLLAPSED, next ? 'yes' : 'no');
    setCollapsed(next);
  };
  return (
    <Layout className="shell">
      <a className="skip" href="#main">{t('nav.skip')}</a>
      {!phone && (
        <Layout.Sider width={208} collapsedWidth={64} collapsed={collapsed} trigger={null} className="shell-side">
          <Brand compact={collapsed} />
          <Navigation me={me} />
          <Tooltip placement="right" title={collapsed ? t('nav.expand') : undefined}>
            <Button type="text" className="shell-collapse" icon={collapsed ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />} aria-label={collapsed ? t('nav.expand') : t('nav.collapse')} onClick={() => collapse(!collapsed)} />
          </Tooltip>
        </Layout.Sider>
      )}
      {phone && (
        <Drawer placement="left" size={248} open={drawer} onClose={() => setDrawer(false)} closable={false} rootClassName="shell-drawer">
          <Brand compact={false} />
          <ActingChoice me={me} />
          <Navigation me={me} onChosen={() => setDrawer(false)} />
        </Drawer>
      )}
      <Layout>
        <Layout.Header className="shell-head">
          {phone && <Button type="text" icon={<MenuOutlined />} aria-label={t('nav.menu')} onClick={() => setDrawer(true)} />}
          {phone && <Link to="/" aria-label={t('app.name')} className="shell-head-mark"><Mark size={26} /></Link>}
          {me.demonstration !== false && <Tooltip title={t('app.demonstration.hint')}><Tag className="demonstration" tabIndex={0}>{t('app.demonstration')}</Tag></Tooltip>}
          <span className="shell-head-space" />
          {!phone && <ActingChoice me={me} />}
          <LiveDot />
          <Bell />
          <LanguageSwitch />
          <Account me={me} />
        </Layout.Header>
        <Layout.Content className="shell-main" id="main" tabIndex={-1}>{children}</Layout.Content>
      </Layout>
    </Layout>
  );
}

function Brand({ compact }: { readonly compact: boolean }) {
  const t = useTexts();
  return (
    <Link to="/" className="brand" aria-label={t('app.name')}>
      <Mark size={30} />
      {!compact && <span><strong>{t('app.name')}</strong><small>{t('app.name.other')}</small></span>}
    </Link>
  );
}

function Navigation({ me, onChosen }: { readonly me: Me; readonly onChosen?: () => void }) {
  const t = useTexts();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const items = navigationOf(me);
  const here = items.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`))?.path ?? (pathname.startsWith('/board/') ? '/board/all' : undefined);
  return (
    <Menu
      theme="dark"
      mode="inline"
      selectedKeys={here ? [here] : []}
      items={items.map(({ path, text, icon }) => ({ key: path, icon, label: <Link to={path} tabIndex={-1} onClick={(event) => event.preventDefault()}>{t(text)}</Link>, title: t(text) }))}
      onClick={({ key }) => {
        void navigate(key);
        onChosen?.();
      }}
    />
  );
}

function LiveDot() {
  const t = useTexts();
  const live = useIsLive();
  const text = live ? t('board.live.on') : t('board.live.off');
  return <Tooltip title={text}><span className={live ? 'live live-on' : 'live'} role="status" aria-label={text} /></Tooltip>;
}

function Account({ me }: { readonly me: Me }) {
  const t = useTexts();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const post = me.unit === null ? t.code('role', me.role) : `${t.code('unit', me.unit)} · ${t.code('role', me.role)}`;
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'who', disabled: true, label: <span className="account-who"><strong>{me.displayName ?? me.account}</strong><br />{post}</span> },
          { type: 'divider' },
          { key: 'account', icon: <IdcardOutlined />, label: t('account.title'), onClick: () => void navigate('/account') },
          { key: 'conduct', icon: <SafetyCertificateOutlined />, label: t('conduct.title'), onClick: () => void navigate('/conduct') },
          { type: 'divider' },
          { key: 'out', icon: <LogoutOutlined />, label: t('sign-out'), onClick: () => { actFor(null); signOut.mutate(); } },
        ],
      }}
    >
      <Button type="text" className="account">
        <span className="account-face"><UserOutlined /></span>
        <span className="account-text"><strong>{me.displayName ?? me.account}</strong><small>{post}</small></span>
      </Button>
    </Dropdown>
  );
}
