import { Alert, Button, Empty, Input, Popconfirm, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { amountText } from '../format/money.ts';
import { problemTitle } from '../shell/ProblemView.tsx';
import { type Texts, useTexts } from '../texts/index.ts';
import { usePosting } from './post.ts';
import type { Declaration } from './reads.ts';

const open = (text: Declaration['text'], t: Texts): string => ('text' in text ? text.text : t('conduct.erased'));

/** Declarations, latest first; one's own may be withdrawn with a reason and stay on the list. */
export function DeclarationList({ declarations, own }: { readonly declarations: readonly Declaration[]; readonly own: boolean }) {
  const t = useTexts();
  if (declarations.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('conduct.none')} />;
  return <ul className="declarations">{declarations.map((declaration) => <Item key={declaration.id} declaration={declaration} own={own} t={t} />)}</ul>;
}

function Item({ declaration, own, t }: { readonly declaration: Declaration; readonly own: boolean; readonly t: Texts }) {
  const { kind, on, about, relation, day, valueFen, handling, text, withdrawn } = declaration;
  return (
    <li data-testid="declaration">
      <Tag color={withdrawn ? 'default' : kind === 'interest' ? 'red' : 'gold'}>{t.code('conduct-kind', kind)}</Tag>
      <time dateTime={day ?? on}>{day ?? on}</time>
      {relation !== null && <Tag>{t.code('conduct-relation', relation)}</Tag>}
      {valueFen !== null && <Tag>{amountText(valueFen, t.language)}</Tag>}
      {handling !== null && <Tag>{t.code('conduct-handling', handling)}</Tag>}
      {about?.kind === 'deal' && <Link to={`/cases/${about.id}`}>{t('conduct.case')}</Link>}
      <p>{open(text, t)}</p>
      {withdrawn ? <p className="account-about">{t('conduct.withdrawn', { on: withdrawn.on })} {open(withdrawn.text, t)}</p> : own && <Withdraw id={declaration.id} t={t} />}
    </li>
  );
}

function Withdraw({ id, t }: { readonly id: string; readonly t: Texts }) {
  const [text, setText] = useState('');
  const posting = usePosting();
  return (
    <>
      {posting.error && <Alert type="error" showIcon title={problemTitle(posting.error, t)} />}
      <Popconfirm title={t('conduct.withdraw.reason')} description={<Input value={text} maxLength={4000} onChange={({ target }) => setText(target.value)} />} okText={t('conduct.withdraw')} cancelText={t('common.cancel')} okButtonProps={{ disabled: text.trim() === '' }} onConfirm={() => posting.mutate({ path: '/api/v1/conduct/{id}/withdrawal', of: { id }, body: { text } })}>
        <Button size="small" loading={posting.isPending}>{t('conduct.withdraw')}</Button>
      </Popconfirm>
    </>
  );
}
