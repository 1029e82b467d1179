const words = (text: string): string[] => text.trim().split(/\s+/u);

/** From the widest to the narrowest; in a name a region may only be followed by a narrower one. */
export type RegionLevel = 0 | 1 | 2 | 3 | 4;

/** One region read at the head of a name: its name without 省/市/区 and the rest of the text behind it. */
export type RegionMatch = { region: string; level: RegionLevel; length: number };

const countries = words(`中国 美国 英国 法国 德国 日本 韩国 俄罗斯 加拿大 澳大利亚 新西兰 意大利 西班牙 葡萄牙 荷兰 比利时 瑞士 瑞典
  挪威 丹麦 芬兰 奥地利 爱尔兰 以色列 新加坡 马来西亚 泰国 越南 印度尼西亚 印尼 印度 菲律宾 巴西 墨西哥 南非 阿联酋 沙特 波兰 捷克`);

const provinces = words(`北京 天津 上海 重庆 河北 山西 内蒙古 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南
  四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾`);

const cities = words(`石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁
  呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛
  长春 四平 辽源 通化 白山 松原 白城 延边 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州
  南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆
  黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州
  上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 莱芜 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳
  许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 长沙 株洲 湘潭 衡阳 邵阳
  岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山
  潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 三沙 儋州 成都 自贡 攀枝花 泸州 德阳 绵阳
  广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义 安顺 毕节 铜仁 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理
  拉萨 日喀则 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 西宁 海东
  银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密`);

/** Counties are recognised by 县/市/区 behind a wider region; these also stand alone, as people here write them. */
const counties = words(`东昌府 临清 冠县 莘县 阳谷 东阿 茌平 高唐 昆山 张家港 江阴 常熟 太仓 宜兴 义乌 慈溪 余姚 晋江 寿光 诸城 滕州 邹城 曲阜
  肥城 新泰 龙口 招远 莱州 荣成 乳山 胶州 平度 即墨 章丘 禹城 乐陵 邹平 浦东 滨海`);

/** Kinds of zone; written in full, abbreviated (高新区) or bare (高新) they are the same zone of the region before them. */
const zones: ReadonlyArray<readonly [pattern: RegExp, region: string]> = [
  [/^(?:国家级?)?高新(?:技术)?(?:产业)?(?:开发)?区?/u, '高新'],
  [/^(?:国家级?)?(?:经济(?:技术)?开发区|经开区|经开|开发区)/u, '经开'],
  [/^(?:自由贸易试验区|自贸试验区|自贸区|自贸)/u, '自贸'],
  [/^(?:综合保税区|综保区|保税区)/u, '保税'],
  [/^(?:旅游度假区|度假区)/u, '度假区'],
];

const suffix = /^(?:特别行政区|(?:维吾尔|壮族|回族)?自治区|(?:[一-龥]{1,4}族)?自治州|省|市|县|区)/u;
const countyByRule = /^[一-龥]{2}(?:市|县|区)/u;
const gazetteer = new Map<string, RegionLevel>();
for (const [names, level] of [[counties, 3], [cities, 2], [provinces, 1], [countries, 0]] as const) {
  for (const name of names) gazetteer.set(name, level);
}
const longestName = Math.max(...Array.from(gazetteer.keys(), (name) => name.length));

/** Whether a word, without its 省/市/县, is an administrative region of the gazetteer; such a word alone identifies no firm. */
export const isRegionName = (word: string): boolean => gazetteer.has(word);

/** The administrative region (or zone, behind a region) at the head of `text`, narrower than `above`; `undefined` when there is none. */
export function regionAtHead(text: string, above: RegionLevel | undefined): RegionMatch | undefined {
  const named = namedRegion(text, above);
  if (named || above === undefined) return named;
  const zone = zoneAtHead(text);
  if (zone && above < 4) return zone;
  const county = above >= 1 && above < 3 ? countyByRule.exec(text)?.[0] : undefined;
  return county ? { region: county.slice(0, 2), level: 3, length: county.length } : undefined;
}

function namedRegion(text: string, above: RegionLevel | undefined): RegionMatch | undefined {
  for (let length = Math.min(longestName, text.length); length >= 2; length -= 1) {
    const region = text.slice(0, length);
    const level = gazetteer.get(region);
    if (level === undefined || (above !== undefined && level <= above)) continue;
    const tail = suffix.exec(text.slice(length))?.[0] ?? '';
    return { region, level, length: length + tail.length };
  }
  return undefined;
}

function zoneAtHead(text: string): RegionMatch | undefined {
  for (const [pattern, region] of zones) {
    const found = pattern.exec(text)?.[0];
    if (found) return { region, level: 4, length: found.length };
  }
  return undefined;
}
