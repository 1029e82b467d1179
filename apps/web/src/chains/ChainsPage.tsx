import { Button, Empty, Segmented, Skeleton, Tooltip } from 'antd';
import { useEffect } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Chain, ChainLink, ChainSegment, LinkStatus } from '../api/answers.ts';
import { useChains } from '../api/reads.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useTexts } from '../texts/index.ts';
import { withParams } from '../url/as-of.ts';

const STATUSES: readonly LinkStatus[] = ['HAVE', 'EXTEND', 'DEVELOP', 'RESERVE', 'MISSING'];
const STAGES = ['upstream', 'midstream', 'downstream', 'supporting'] as const;
// The order of the plan, not that of the codes.
const ORDER = ['NM', 'HE', 'YY', 'XX', 'FW'];

/** The chain map: what there is, what to extend, and what is missing and so to be attracted. */
export function ChainsPage() {
  const t = useTexts();
  const [params, setParams] = useSearchParams();
  const { data, error, isPending, refetch } = useChains();
  const status = STATUSES.find((one) => one === params.get('status'));
  const chains = [...(data?.chains ?? [])].sort((a, b) => ORDER.indexOf(a.code) - ORDER.indexOf(b.code));
  const links = linksOf(chains);
  useEffect(() => {
    document.title = `${t('chains.title')} · ${t('app.name')}`;
  }, [t]);
  const options = [{ value: '', label: t('common.all') }, ...STATUSES.map((one) => ({ value: one as string, label: <span className="legend"><i className={`dot dot-${one}`} />{t.code('link-status', one)} {links.filter((link) => link.status === one).length}</span> }))];
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('chains.title')}</h1>
        {data && <p className="page-summary">{t('chains.summary', { chains: chains.length, segments: chains.flatMap(({ segments }) => segments).length, links: links.length })}</p>}
        <span className="page-head-space" />
        {links.length > 0 && <div className="segmented-scroll"><Segmented value={status ?? ''} options={options} onChange={(value) => setParams((before) => withParams(before, { status: value }), { replace: true })} /></div>}
      </div>
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      {isPending && <Skeleton active paragraph={{ rows: 14 }} />}
      {data && chains.length === 0 && <Empty description={<><strong>{t('chains.none')}</strong><br />{t('chains.none.text')}</>} />}
      {chains.map((chain) => <ChainMap key={chain.code} chain={chain} status={status} />)}
    </div>
  );
}

const linksOf = (chains: readonly Chain[]): readonly ChainLink[] => chains.flatMap(({ segments }) => segments).flatMap(({ links }) => links);

function ChainMap({ chain, status }: { readonly chain: Chain; readonly status?: LinkStatus }) {
  const t = useTexts();
  const links = linksOf([chain]);
  return (
    <section className="panel chain">
      <header>
        <h2>{chain.name}</h2>
        <Coverage links={links} />
        <span className="page-head-space" />
        <Link to={`/deals?chain=${chain.code}`}><Button size="small" type="link">{t('chains.cases')}</Button></Link>
        <Link to={`/library?chain=${chain.code}`}><Button size="small" type="link">{t('chains.library')}</Button></Link>
      </header>
      <div className="segments">{chain.segments.map((segment) => <Segment key={segment.code} segment={segment} status={status} />)}</div>
    </section>
  );
}

/** The share of each status in a chain, as one bar. */
function Coverage({ links }: { readonly links: readonly ChainLink[] }) {
  const t = useTexts();
  const counts = STATUSES.map((status) => [status, links.filter((link) => link.status === status).length] as const).filter(([, count]) => count > 0);
  return (
    <Tooltip title={counts.map(([status, count]) => `${t.code('link-status', status)} ${count}`).join(' · ')}>
      <span className="coverage">{counts.map(([status, count]) => <i key={status} className={`dot-${status}`} style={{ flexGrow: count }} />)}</span>
    </Tooltip>
  );
}

function Segment({ segment: { name, anchors, links }, status }: { readonly segment: ChainSegment; readonly status?: LinkStatus }) {
  const t = useTexts();
  return (
    <div className="segment">
      <h3>{name}</h3>
      {anchors.length > 0 && <p className="segment-anchors"><span>{t('chains.anchors')}</span> {anchors.join('、')}</p>}
      {STAGES.map((stage) => {
        const here = links.filter((link) => link.stage === stage);
        return here.length > 0 && (
          <div key={stage} className="segment-stage">
            <span className="segment-stage-name">{t.code('link-stage', stage)}</span>
            <ul>{here.map((link) => <li key={link.code}><LinkChip link={link} dim={status !== undefined && link.status !== status} /></li>)}</ul>
          </div>
        );
      })}
    </div>
  );
}

function LinkChip({ link: { code, name, status, statusSince, gb4754Suggested, anchors }, dim }: { readonly link: ChainLink; readonly dim: boolean }) {
  const t = useTexts();
  const facts = [`${code} · ${t.code('link-status', status)} ${t('chains.since', { day: statusSince })}`, gb4754Suggested && t('chains.gb', { code: gb4754Suggested }), anchors.length > 0 && `${t('chains.anchors')} ${anchors.join('、')}`].filter(Boolean);
  return (
    <Tooltip title={facts.map((fact) => <div key={String(fact)}>{fact}</div>)}>
      <span className={`link link-${status} ${dim ? 'link-dim' : ''}`} tabIndex={0}>{name}<span className="sr">，{t.code('link-status', status)}</span></span>
    </Tooltip>
  );
}
