import { DownOutlined, EllipsisOutlined } from '@ant-design/icons';
import { Button, Dropdown, type MenuProps } from 'antd';
import type { CaseContext } from '../forms/command-form.ts';
import { type Available, availableOn } from '../forms/forms.ts';
import { useIsPhone } from '../shell/use-is-phone.ts';
import { type Texts, useTexts } from '../texts/index.ts';
import { nextSteps } from './next-steps.ts';

type Props = { readonly context: CaseContext; readonly onCommand: (command: string) => void };

const SHOWN = 3;

/** What this person may do with the case now: the next step first, what is recorded often beside it, the rest in a menu. */
export function Actions({ context, onCommand }: Props) {
  const t = useTexts();
  const phone = useIsPhone();
  const all = availableOn(context);
  if (all.length === 0) return null;
  const primary = primaryOf(all, context);
  const beside = phone ? [] : all.filter(({ command, form }) => form.group === 'record' && command !== primary?.command).slice(0, SHOWN);
  const rest = all.filter((one) => one !== primary && !beside.includes(one));
  return (
    <>
      {beside.map(({ command }) => <Button key={command} onClick={() => onCommand(command)}>{t.code('command', command)}</Button>)}
      {rest.length > 0 && (
        <Dropdown trigger={['click']} menu={{ items: itemsOf(rest, t), onClick: ({ key }) => onCommand(key) }}>
          <Button icon={phone ? <EllipsisOutlined /> : undefined} data-testid="more-commands">{t('case.more')}{!phone && <DownOutlined />}</Button>
        </Dropdown>
      )}
      {primary && <Button type="primary" data-testid="primary-command" onClick={() => onCommand(primary.command)}>{t.code('command', primary.command)}</Button>}
    </>
  );
}

function primaryOf(all: readonly Available[], context: CaseContext): Available | undefined {
  const step = nextSteps(context).find(({ allowed }) => allowed);
  return all.find(({ command }) => command === step?.command) ?? all.find(({ form }) => form.group === 'advance');
}

function itemsOf(rest: readonly Available[], t: Texts): MenuProps['items'] {
  const groups = (['advance', 'record', 'manage', 'end'] as const).map((group) => rest.filter(({ form }) => form.group === group)).filter((group) => group.length > 0);
  return groups.flatMap((group, index) => [
    ...(index === 0 ? [] : [{ type: 'divider' as const }]),
    ...group.map(({ command, form }) => ({ key: command, label: t.code('command', command), danger: form.group === 'end' })),
  ]);
}
