import { ApartmentOutlined, AppstoreOutlined, AuditOutlined, BarChartOutlined, CalendarOutlined, DatabaseOutlined, FundProjectionScreenOutlined, LockOutlined, ProfileOutlined, SafetyCertificateOutlined, SolutionOutlined, TeamOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { Me } from '../api/answers.ts';
import { may } from '../session/session.ts';
import type { TextKey } from '../texts/index.ts';

export type NavigationItem = { readonly path: string; readonly text: TextKey; readonly icon: ReactNode };

/** The pages that a role may see, in the order of the navigation. */
export function navigationOf(me: Me): readonly NavigationItem[] {
  const all = may(me, 'board.all');
  // A reviewer reads dossiers through the meetings.
  const reads = may(me, 'deal.read') && me.role !== 'reviewer';
  const items: readonly (NavigationItem | false)[] = [
    all && { path: '/overview', text: 'nav.overview', icon: <FundProjectionScreenOutlined /> },
    all && { path: '/board/all', text: 'nav.board-all', icon: <AppstoreOutlined /> },
    me.unit !== null && may(me, 'board.unit') && { path: `/board/${me.unit}`, text: 'nav.board', icon: <TeamOutlined /> },
    may(me, 'lead.read') && { path: '/leads', text: 'nav.leads', icon: <SolutionOutlined /> },
    reads && { path: '/deals', text: 'nav.deals', icon: <ProfileOutlined /> },
    may(me, 'meeting.read') && { path: '/meetings', text: 'nav.meetings', icon: <AuditOutlined /> },
    may(me, 'calendar.read') && { path: '/calendar', text: 'nav.calendar', icon: <CalendarOutlined /> },
    may(me, 'figure.read') && { path: '/figures', text: 'nav.figures', icon: <BarChartOutlined /> },
    may(me, 'period.read') && { path: '/periods', text: 'nav.periods', icon: <LockOutlined /> },
    reads && { path: '/chains', text: 'nav.chains', icon: <ApartmentOutlined /> },
    reads && { path: '/library', text: 'nav.library', icon: <DatabaseOutlined /> },
    (may(me, 'security.edit') || may(me, 'account.edit')) && { path: '/officers', text: 'nav.officers', icon: <SafetyCertificateOutlined /> },
    may(me, 'conduct.read') && { path: '/conduct', text: 'nav.conduct', icon: <SafetyCertificateOutlined /> },
  ];
  return items.filter((item) => item !== false);
}

/** The first page of a role; undefined for the officers who see no business data. */
export function homeOf(me: Me): string | undefined {
  if (may(me, 'board.all')) return '/overview';
  if (me.unit !== null && may(me, 'board.unit')) return `/board/${me.unit}`;
  if (me.role === 'reviewer') return '/meetings';
  return may(me, 'deal.read') ? '/deals' : undefined;
}
