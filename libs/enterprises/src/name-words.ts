const words = (text: string): string[] => text.trim().split(/\s+/u);

/** Company forms, longest first; they say how a firm is organised and nothing about which firm it is. */
export const companyForms: readonly string[] = byLength(words(`股份有限公司 有限责任公司 有限公司 股份公司 集团公司 集团 总公司 公司 有限合伙
  普通合伙 合伙企业 专业合作社 合作社 事务所 个体工商户`));

/** Words that any firm may carry; sharing them says almost nothing. */
const neutralWords = words(`科技 技术 高科技 实业 发展 产业 控股 投资 建设 开发 管理 服务 国际 工业 企业 贸易 商贸 工贸 经贸 进出口 咨询 运营 项目 工程
  智能 创新 研究院 研究所 中心 基地 平台 产业园 科技园 工业园 园区 系统 产品 制造 生产 研发 设备 装备 配件 部件 厂 总厂 分厂`);

/** Words that name a line of business; sharing them says a little. */
const industryWords = words(`生物 医药 医疗 医学 医院 制药 药业 药品 辅料 健康 康养 养老 保健 检测 检验 检测技术 诊断 试剂 生殖 基因 细胞 器械 护理
  生物医药 生命科学 新材料 材料 复合材料 化工 化学 石化 精细化工 塑料 橡胶 树脂 涂料 颜料 纤维 碳纤维 陶瓷 玻璃 建材 水泥 钢铁 钢材 钢管 金属
  有色金属 铝业 铜业 轴承 模具 紧固件 五金 精密 机械 机电 机床 重工 电气 电器 电力 电缆 线缆 电池 仪表 仪器 自动化 机器人 工具 激光 汽车 车轮
  轮胎 汽配 汽车零部件 零部件 客车 新能源 能源 太阳能 光伏 风电 燃气 石油 煤炭 节能 环保 环境 水务 水处理 固废 电子 光电 光电子 半导体 微电子
  芯片 集成电路 通信 通讯 信息 网络 软件 数据 大数据 数字 云计算 互联网 物联网 人工智能 智控 智造 智能终端 终端 电子商务 电商 商务 传媒 文化 广告
  教育 培训 旅游 酒店 餐饮 物流 供应链 仓储 运输 航空 航天 船舶 轨道交通 铁路 置业 地产 房地产 物业 建筑 建工 路桥 市政 园林 装饰 设计 家具 家居
  儿童 服装 服饰 纺织 针织 印染 造纸 包装 印刷 食品 粮油 饮料 啤酒 酒业 乳业 肉业 调味品 农业 农牧 牧业 渔业 种业 饲料 肥业 化肥 林业 木业
  人力资源 金融 资本 基金 资产 租赁 融资租赁 担保 保险 银行 证券 创业投资 股权投资 日用品 化妆品 珠宝 玩具 体育 安防 消防 照明 制冷 空调 锅炉
  阀门 泵业 液压 气体 养殖 矿业 冶金 无人机 传感器 显示 触控 动画 动漫 大学 学院 学校 养护院 养老院`);

/**
 * Names of functions that every local-government platform company bears (财金 of this zone, 财金 of the next one).
 * As a 字号 they do not tell firms apart, so the rest of the name has to agree too.
 */
const platformNames = new Set(words(`财金 财投 财信 财政 金控 金投 国投 国资 国控 国信 国有 城投 城建 城发 城运 城乡 交投 交发 交运 产投 产发 建投 建发
  文旅 文投 旅投 水投 水务 农投 农发 粮投 能投 环投 铁投 高投 科投 科创 创投 开投 园投 高新 经开 开发 公用 公交 供销 招商 人才 中小企业`));

const weights = new Map<string, number>([
  ...industryWords.map((word) => [word, 1] as const),
  ...neutralWords.map((word) => [word, 0.3] as const),
]);
const longest = Math.max(...Array.from(weights.keys(), (word) => word.length));

/** How much agreement on a describing word says about identity, 0…1: a line of business 1, a word any firm may carry 0.3. */
export const descriptorWeight = (word: string): number => weights.get(word) ?? 1;

/** Whether a 字号 is the name of a public function, shared by the platform companies of every place. */
export const isPlatformName = (core: string): boolean => platformNames.has(core);

/** Whether the whole word is a describing word, so that it cannot serve as a 字号. */
export const isDescriptor = (word: string): boolean => weights.has(word);

/** The longest describing word at the end of `text` that leaves at least `leaving` characters before it. */
export function descriptorAtTail(text: string, leaving = 2): string | undefined {
  for (let length = Math.min(longest, text.length - leaving); length >= 1; length -= 1) {
    const word = text.slice(-length);
    if (weights.has(word)) return word;
  }
  return undefined;
}

/** Company forms and describing words of names in Latin letters. */
export const latinForms: ReadonlySet<string> = new Set(words('co ltd limited inc incorporated corp corporation company llc plc gmbh ag sa srl bv nv pte pty kk'));

/** Describing words of names in Latin letters. */
export const latinDescriptors: ReadonlySet<string> = new Set(words(`technology technologies tech group holdings holding international industries industry industrial
  medical pharma biotech bio health healthcare energy systems solutions services materials electronics global china`));

function byLength(list: string[]): string[] {
  return list.sort((left, right) => right.length - left.length);
}
