import { GlobalOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { chooseLanguage, useLanguage } from '../texts/language.ts';
import { useTexts } from '../texts/index.ts';

/** The other language, named in itself. */
export function LanguageSwitch() {
  const t = useTexts();
  const language = useLanguage();
  return (
    <Button type="text" icon={<GlobalOutlined />} aria-label={t('language.name')} className="language-switch" onClick={() => chooseLanguage(language === 'zh' ? 'en' : 'zh')}>
      {t('language.switch')}
    </Button>
  );
}
