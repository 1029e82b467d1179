import { CheckCircleFilled, InfoCircleOutlined, WarningFilled } from '@ant-design/icons';
import { Checkbox, Form, Input } from 'antd';
import { type Texts, useTexts } from '../../texts/index.ts';
import type { Name } from '../command-form.ts';
import { type CreditCodeHint, creditCodeHint, normaliseCreditCode } from '../credit-code.ts';

type Props = { readonly name: Name; readonly confirmName: Name; readonly required?: boolean };

/** A 统一社会信用代码, checked while it is typed: a wrong shape is refused, a failing check digit warns and is taken when confirmed. */
export function CreditCodeItem({ name, confirmName, required = false }: Props) {
  const t = useTexts();
  const typed = (Form.useWatch(name as string) as string | undefined) ?? '';
  const hint = creditCodeHint(typed);
  const rules = [
    { required, message: t('form.required', { label: t('field.creditCode') }) },
    {
      validator: (_: unknown, value: string | undefined) => {
        const kind = creditCodeHint(value ?? '').kind;
        return kind === 'shape' || kind === 'typing' ? Promise.reject(new Error(t('credit-code.wrong'))) : Promise.resolve();
      },
    },
  ];
  return (
    <>
      <Form.Item name={name as string} label={t('field.creditCode')} rules={rules} validateTrigger="onBlur" normalize={(value: string) => normaliseCreditCode(value)} extra={<Hint hint={hint} t={t} />}>
        <Input autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={40} className="code-field" placeholder="91350100M000100Y43" />
      </Form.Item>
      {hint.kind === 'check-digit' && (
        <Form.Item name={confirmName as string} valuePropName="checked" className="credit-code-confirm" rules={[{ validator: (_, checked) => (checked ? Promise.resolve() : Promise.reject(new Error(t('credit-code.confirm-needed')))) }]}>
          <Checkbox>{t('credit-code.confirm')}</Checkbox>
        </Form.Item>
      )}
    </>
  );
}

function Hint({ hint, t }: { readonly hint: CreditCodeHint; readonly t: Texts }) {
  switch (hint.kind) {
    case 'empty':
      return <span className="hint"><InfoCircleOutlined /> {t('credit-code.empty')}</span>;
    case 'typing':
      return <span className="hint">{t('credit-code.left', { n: hint.left })}</span>;
    case 'valid':
      return <span className="hint hint-good"><CheckCircleFilled /> {t('credit-code.valid')}</span>;
    case 'check-digit':
      return <span className="hint hint-warn" role="status"><WarningFilled /> {t('credit-code.check-digit', { expected: hint.expected })}</span>;
    default:
      return <span className="hint hint-bad" role="status"><WarningFilled /> {hint.position === undefined ? t('credit-code.too-long') : t('credit-code.character', { position: hint.position })}</span>;
  }
}
