import { createBrowserRouter } from 'react-router';
import { BoardPage } from './board/BoardPage.tsx';
import { CasesPage } from './lists/CasesPage.tsx';
import { Home } from './shell/Home.tsx';
import { NotFound } from './shell/NotFound.tsx';
import { PageError } from './shell/PageError.tsx';
import { Shell } from './shell/Shell.tsx';
import { SignInPage } from './session/SignInPage.tsx';

/** Every page; what few open, or is heavy, arrives when it is opened. */
export const router = createBrowserRouter([
  { path: '/sign-in', Component: SignInPage, ErrorBoundary: PageError },
  {
    path: '/',
    Component: Shell,
    ErrorBoundary: PageError,
    HydrateFallback: () => null,
    children: [
      { index: true, Component: Home },
      { path: 'board/:unit', Component: BoardPage },
      { path: 'overview', lazy: { Component: async () => (await import('./overview/OverviewPage.tsx')).OverviewPage } },
      { path: 'leads', element: <CasesPage key="leads" of="leads" /> },
      { path: 'deals', element: <CasesPage key="deals" of="deals" /> },
      { path: 'leads/new', lazy: { Component: async () => (await import('./cases/LeadFormPage.tsx')).LeadFormPage } },
      { path: 'cases/:id', lazy: { Component: async () => (await import('./cases/CasePage.tsx')).CasePage } },
      { path: 'meetings', lazy: { Component: async () => (await import('./meetings/MeetingsPage.tsx')).MeetingsPage } },
      { path: 'meetings/:id', lazy: { Component: async () => (await import('./meetings/MeetingPage.tsx')).MeetingPage } },
      { path: 'calendar', lazy: { Component: async () => (await import('./calendar/CalendarPage.tsx')).CalendarPage } },
      { path: 'notices', lazy: { Component: async () => (await import('./notices/NoticesPage.tsx')).NoticesPage } },
      { path: 'notices/preferences', lazy: { Component: async () => (await import('./notices/PreferencesPage.tsx')).PreferencesPage } },
      { path: 'figures', lazy: { Component: async () => (await import('./figures/FiguresPage.tsx')).FiguresPage } },
      { path: 'periods', lazy: { Component: async () => (await import('./periods/PeriodsPage.tsx')).PeriodsPage } },
      { path: 'chains', lazy: { Component: async () => (await import('./chains/ChainsPage.tsx')).ChainsPage } },
      { path: 'library', lazy: { Component: async () => (await import('./chains/LibraryPage.tsx')).LibraryPage } },
      { path: 'account', lazy: { Component: async () => (await import('./account/AccountPage.tsx')).AccountPage } },
      { path: 'conduct', lazy: { Component: async () => (await import('./account/ConductPage.tsx')).ConductPage } },
      { path: 'officers', lazy: { Component: async () => (await import('./account/OfficersPage.tsx')).OfficersPage } },
      { path: '*', Component: NotFound },
    ],
  },
]);
