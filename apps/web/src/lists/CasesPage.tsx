import { Button, Checkbox, Empty, Input, Select, Skeleton, Table, type TableColumnsType } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { AttractionKind, BoardCard, Stage } from '../api/answers.ts';
import { type ListFilter, useCases } from '../api/reads.ts';
import { CardFace } from '../board/CardFace.tsx';
import { AsOfPicker, PastBanner } from '../board/AsOfPicker.tsx';
import { STAGES } from '../domain/stages.ts';
import { UNIT_CODES } from '../domain/units.ts';
import { ageInStage, dayIn, urgencyOf } from '../format/days.ts';
import { amountText } from '../format/money.ts';
import { may, useSignedIn } from '../session/session.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { useIsPhone } from '../shell/use-is-phone.ts';
import { type Texts, useTexts } from '../texts/index.ts';
import { withParams } from '../url/as-of.ts';
import { useAsOf } from '../url/use-as-of.ts';

type Of = 'leads' | 'deals';

const CHAINS = ['NM', 'HE', 'YY', 'XX', 'FW'] as const;
const KINDS = ['capital', 'talent', 'technology', 'platform'] as const;
const LEAD_STAGES: readonly Stage[] = ['registered', 'triaged', 'protected', 'closed'];

/** Leads or deals as a table: narrowed by what stands in the address, latest first, as of any date. */
export function CasesPage({ of }: { readonly of: Of }) {
  const t = useTexts();
  const [params, setParams] = useSearchParams();
  const [asOf, setAsOf] = useAsOf();
  const phone = useIsPhone();
  const filter = readFilter(params);
  const cases = useCases(of, filter, asOf);
  const items = cases.data?.pages.flatMap((page) => page.items) ?? [];
  const name = of === 'leads' ? t('list.leads') : t('list.deals');
  useEffect(() => {
    document.title = `${name} · ${t('app.name')}`;
  }, [name, t]);
  const narrow = (values: Readonly<Record<string, string | undefined>>): void => setParams((before) => withParams(before, values), { replace: true });
  return (
    <div className="page">
      <div className="page-head">
        <h1>{name}</h1>
        <span className="page-head-space" />
        <AsOfPicker value={asOf} onChange={setAsOf} />
      </div>
      <PastBanner value={asOf} onChange={setAsOf} />
      <Filters of={of} filter={filter} narrow={narrow} />
      {cases.error && <ProblemView error={cases.error} retry={() => void cases.refetch()} />}
      {phone ? <CaseCards items={items} loading={cases.isPending} t={t} /> : <CaseTable of={of} items={items} loading={cases.isPending || cases.isPlaceholderData} t={t} />}
      <div className="list-end">
        {cases.hasNextPage && <Button loading={cases.isFetchingNextPage} onClick={() => void cases.fetchNextPage()}>{t('common.more')}</Button>}
        {!cases.hasNextPage && items.length > 0 && <span>{t('list.end', { n: items.length })}</span>}
      </div>
    </div>
  );
}

function readFilter(params: URLSearchParams): ListFilter {
  const of = <V extends string>(name: string, among: readonly V[]): V | undefined => among.find((value) => value === params.get(name));
  return { q: params.get('q')?.trim().slice(0, 100) || undefined, stage: of('stage', STAGES), unit: of('unit', UNIT_CODES), chain: of('chain', CHAINS), kind: of('kind', KINDS), offeredTo: of('offeredTo', UNIT_CODES) };
}

type FiltersProps = { readonly of: Of; readonly filter: ListFilter; readonly narrow: (values: Readonly<Record<string, string | undefined>>) => void };

function Filters({ of, filter, narrow }: FiltersProps) {
  const t = useTexts();
  const me = useSignedIn();
  const [words, setWords] = useState(filter.q ?? '');
  const stages = of === 'leads' ? LEAD_STAGES : STAGES.filter((stage) => stage === 'closed' || !LEAD_STAGES.includes(stage));
  const choice = (name: 'stage' | 'unit' | 'chain' | 'kind', codes: readonly string[]) => (
    <Select allowClear aria-label={t(`list.${name}`)} placeholder={t(`list.${name}`)} value={filter[name]} options={codes.map((code) => ({ value: code, label: t.code(name, code) }))} onChange={(value?: string) => narrow({ [name]: value })} popupMatchSelectWidth={false} />
  );
  return (
    <div className="filters">
      <Input.Search allowClear className="filters-words" placeholder={t('list.search')} aria-label={t('list.search')} value={words} onChange={(event) => setWords(event.target.value)} onSearch={(value) => narrow({ q: value })} />
      {choice('stage', stages)}
      {may(me, 'board.all') && choice('unit', UNIT_CODES)}
      {choice('chain', CHAINS)}
      {choice('kind', KINDS satisfies readonly AttractionKind[])}
      {me.unit !== null && <Checkbox checked={filter.offeredTo !== undefined} onChange={({ target }) => narrow({ offeredTo: target.checked ? (me.unit ?? undefined) : undefined })}>{t('list.offered')}</Checkbox>}
    </div>
  );
}

/** On a phone a row is a card. */
function CaseCards({ items, loading, t }: { readonly items: readonly BoardCard[]; readonly loading: boolean; readonly t: Texts }) {
  const today = dayIn(new Date());
  if (loading) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (items.length === 0) return <Nothing t={t} />;
  return <ul className="case-cards">{items.map((card) => <li key={card.id}><Link to={`/cases/${card.id}`} className="card"><CardFace card={card} today={today} unit stage /></Link></li>)}</ul>;
}

const Nothing = ({ t }: { readonly t: Texts }) => <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<><strong>{t('list.empty')}</strong><br />{t('list.empty.text')}</>} />;

function CaseTable({ of, items, loading, t }: { readonly of: Of; readonly items: readonly BoardCard[]; readonly loading: boolean; readonly t: Texts }) {
  const navigate = useNavigate();
  const today = dayIn(new Date());
  return (
    <Table<BoardCard>
      rowKey="id"
      size="middle"
      columns={columns(of, t, today)}
      dataSource={[...items]}
      loading={loading}
      pagination={false}
      scroll={{ x: 980 }}
      onRow={({ id }) => ({ onClick: () => void navigate(`/cases/${id}`), className: 'row-link' })}
      locale={{ emptyText: loading ? ' ' : <Nothing t={t} /> }}
    />
  );
}

function columns(of: Of, t: Texts, today: string): TableColumnsType<BoardCard> {
  const quiet = <span className="quiet">—</span>;
  return [
    { key: 'title', title: t('list.title'), width: 290, ellipsis: true, fixed: 'left', render: (_, { id, title }) => <Link to={`/cases/${id}`} onClick={(event) => event.stopPropagation()}>{title}</Link> },
    { key: 'investor', title: t('list.investor'), dataIndex: 'investor', width: 210, ellipsis: true },
    { key: 'unit', title: t('list.unit'), width: 124, render: (_, { unit }) => t.code('unit', unit ?? 'pool') },
    { key: 'stage', title: t('list.stage'), width: 88, render: (_, { stage }) => <span className={`stage stage-${stage}`}>{t.code('stage', stage)}</span> },
    { key: 'amount', title: t('list.amount'), width: 100, align: 'right', render: (_, { amount }) => amountText(amount, t.language) ?? quiet },
    { key: 'chain', title: t('list.chain'), width: 96, render: (_, { chain }) => (chain ? t.code('chain', chain) : quiet) },
    { key: 'age', title: t('list.age'), width: 72, align: 'right', render: (_, card) => (card.stage === 'closed' ? quiet : t('common.days', { n: ageInStage(card, today) ?? 0 })) },
    of === 'deals'
      ? { key: 'since', title: t('list.since'), width: 104, render: (_, { since }) => since ?? quiet }
      : { key: 'protected', title: t('list.protected'), width: 104, render: (_, { protectedUntil, stage }) => (protectedUntil && (stage === 'protected' || stage === 'triaged') ? <span className={`urgency-${urgencyOf(protectedUntil, today)}`}>{protectedUntil}</span> : quiet) },
    { key: 'contact', title: t('list.last-contact'), width: 104, render: (_, { lastContactOn }) => lastContactOn ?? quiet },
  ];
}
