import { Drawer, Skeleton, Tag } from 'antd';
import { factsOf } from '../cases/facts.ts';
import { Opened } from '../cases/Opened.tsx';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useIsPhone } from '../shell/use-is-phone.ts';
import { useTexts } from '../texts/index.ts';
import { useDossier } from './reads.ts';

type Props = { readonly meetingId: string; readonly itemId: string; readonly onClose: () => void };

/** The dossier before a meeting, with the departments' opinions. */
export function DossierDrawer({ meetingId, itemId, onClose }: Props) {
  const t = useTexts();
  const phone = useIsPhone();
  const { data, error, refetch } = useDossier(meetingId, itemId, true);
  return (
    <Drawer open onClose={onClose} size={phone ? '100%' : 640} title={data?.title ?? t('meetings.read-dossier')}>
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 8 }} />}
      {data && (
        <div data-testid="dossier">
          <dl className="dossier-facts">{factsOf('DossierSubmitted', data.dossier as Readonly<Record<string, unknown>>, t).map(({ name, label, text }) => <div key={name}><dt>{label}</dt><dd>{text}</dd></div>)}</dl>
          <h3>{t('meetings.opinions')}</h3>
          {data.opinions.length === 0 && <p className="quiet">{t('opinions.none')}</p>}
          {data.opinions.map(({ department, outcome, on, text }) => (
            <article key={department} className="entry">
              <div className="entry-head"><strong>{t.code('department', department)}</strong><Tag color={outcome === 'object' ? 'error' : outcome === 'agree' ? 'success' : 'warning'}>{t.code('opinion', outcome)}</Tag><span className="by">{on}</span></div>
              <p className="entry-text"><Opened value={text} /></p>
            </article>
          ))}
        </div>
      )}
    </Drawer>
  );
}
