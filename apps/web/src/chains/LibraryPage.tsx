import { Empty, Select, Table, type TableColumnsType, Tag } from 'antd';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import type { LibraryBatch, LibraryProject } from '../api/answers.ts';
import { useLibrary } from '../api/reads.ts';
import { ProblemView } from '../shell/ProblemView.tsx';
import { type Texts, useTexts } from '../texts/index.ts';
import { withParams } from '../url/as-of.ts';

const CHAINS = ['NM', 'HE', 'YY', 'XX', 'FW'] as const;
const BATCHES: readonly LibraryBatch[] = ['plan', 'introduce', 'reserve', 'mature', 'implement'];

/** The project library: what the zone plans or keeps in reserve, in the words of its source. */
export function LibraryPage() {
  const t = useTexts();
  const [params, setParams] = useSearchParams();
  const filter = { chain: CHAINS.find((code) => code === params.get('chain')), batch: BATCHES.find((code) => code === params.get('batch')) };
  const library = useLibrary(filter);
  const { hasNextPage, isFetching, fetchNextPage } = library;
  const items = library.data?.pages.flatMap((page) => page.items) ?? [];
  useEffect(() => {
    document.title = `${t('library.title')} · ${t('app.name')}`;
  }, [t]);
  useEffect(() => {
    // A library is read as a whole: some hundreds of rows at most.
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const choice = (name: 'chain' | 'batch', codes: readonly string[], placeholder: string) => (
    <Select allowClear aria-label={placeholder} placeholder={placeholder} value={filter[name]} options={codes.map((code) => ({ value: code, label: t.code(name, code) }))} onChange={(value?: string) => setParams((before) => withParams(before, { [name]: value }), { replace: true })} />
  );
  return (
    <div className="page">
      <div className="page-head"><h1>{t('library.title')}</h1><p className="page-summary">{t('library.subtitle')}</p></div>
      <div className="filters">{choice('chain', CHAINS, t('list.chain'))}{choice('batch', BATCHES, t('library.batch'))}</div>
      {library.error && <ProblemView error={library.error} retry={() => void library.refetch()} />}
      <Table<LibraryProject>
        rowKey="id"
        size="middle"
        columns={columns(t)}
        dataSource={[...items]}
        loading={library.isPending}
        pagination={false}
        scroll={{ x: 860 }}
        expandable={{ expandedRowRender: ({ raw, source }) => <p className="library-raw"><strong>{t('library.raw')}</strong> {raw}<br /><span className="quiet">{source}</span></p> }}
        locale={{ emptyText: library.isPending ? ' ' : <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<><strong>{t('library.none')}</strong><br />{t('library.none.text')}</>} /> }}
      />
      {items.length > 0 && !library.hasNextPage && <div className="list-end">{t('list.end', { n: items.length })}</div>}
    </div>
  );
}

function columns(t: Texts): TableColumnsType<LibraryProject> {
  return [
    { key: 'id', title: t('library.number'), dataIndex: 'id', width: 86, className: 'quiet' },
    { key: 'project', title: t('library.project'), dataIndex: 'project' },
    { key: 'investor', title: t('library.investor'), width: 240, ellipsis: true, render: (_, { investor }) => investor ?? <span className="quiet">—</span> },
    { key: 'chain', title: t('list.chain'), width: 150, render: (_, { chain }) => t.code('chain', chain) },
    { key: 'sector', title: t('library.sector'), dataIndex: 'sectorText', width: 130, ellipsis: true },
    { key: 'batch', title: t('library.batch'), width: 116, render: (_, { batch }) => <Tag>{t.code('batch', batch)}</Tag> },
    { key: 'entered', title: t('library.entered'), dataIndex: 'enteredOn', width: 112 },
  ];
}
