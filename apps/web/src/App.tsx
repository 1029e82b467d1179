import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useEffect } from 'react';
import { RouterProvider } from 'react-router';
import { onSessionEnd } from './api/client.ts';
import { ProblemError } from './api/problem.ts';
import { router } from './routes.tsx';
import { sessionEnded } from './session/session.ts';
import { useLanguage } from './texts/language.ts';
import { theme } from './theme.ts';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      // What the server refused it will refuse again; what did not arrive may arrive next time.
      retry: (failures, error) => failures < 2 && !(error instanceof ProblemError && error.problem.status < 500),
    },
  },
});

onSessionEnd(() => sessionEnded(queries));

/** The whole product: language, theme, data and pages. */
export function App() {
  const language = useLanguage();
  useEffect(() => {
    dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
    document.documentElement.setAttribute('lang', language === 'zh' ? 'zh-CN' : 'en');
    // Problem titles and lists of the other language are not to be mixed with this one's.
    void queries.invalidateQueries({ predicate: ({ state }) => state.status === 'error' });
  }, [language]);
  return (
    <QueryClientProvider client={queries}>
      <ConfigProvider theme={theme} locale={language === 'zh' ? zhCN : enUS} button={{ autoInsertSpace: false }}>
        <AntApp className="app">
          <RouterProvider router={router} />
        </AntApp>
      </ConfigProvider>
    </QueryClientProvider>
  );
}
