import type { ThemeConfig } from 'antd';

/** The colours of the product: ink teal for structure, the red of a seal for what must be seen. */
export const colours = {
  ink: '#0d3b3e',
  inkDeep: '#0a2e31',
  teal: '#0b6e6a',
  seal: '#c43d2b',
  amber: '#b7700d',
  paper: '#f3f5f4',
  line: '#e1e6e4',
  text: '#17262a',
  quiet: '#5c6c70',
} as const;

export const fontFamily = '-apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';

export const theme: ThemeConfig = {
  token: {
    colorPrimary: colours.teal,
    colorInfo: colours.teal,
    colorLink: colours.teal,
    colorError: colours.seal,
    colorWarning: colours.amber,
    colorTextBase: colours.text,
    colorBgLayout: colours.paper,
    colorBorderSecondary: colours.line,
    borderRadius: 6,
    fontFamily,
    fontSize: 14,
    controlHeight: 34,
    wireframe: false,
  },
  components: {
    Layout: { siderBg: colours.ink, headerBg: '#ffffff', headerHeight: 56, headerPadding: '0 20px', bodyBg: colours.paper },
    Menu: { darkItemBg: colours.ink, darkSubMenuItemBg: colours.ink, darkItemSelectedBg: '#14595c', darkItemHoverBg: '#114b4e', itemHeight: 42, itemBorderRadius: 6 },
    Table: { headerBg: '#eef2f1', headerSplitColor: 'transparent', cellPaddingBlock: 10, cellPaddingInline: 12 },
    Tag: { defaultBg: '#eef2f1' },
    Card: { headerFontSize: 15 },
  },
};
