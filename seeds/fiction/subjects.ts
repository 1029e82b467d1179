/** What a fictional project is about: a link of a chain, its product, how its output is counted, and the word a firm of that trade has in its name. */
export type Subject = {
  readonly chain: string;
  readonly link: string;
  readonly product: string;
  readonly trade: string;
  /** Yearly output from, to, and its unit; none for services. */
  readonly output?: readonly [number, number, string];
};

const subject = (link: string, product: string, trade: string, ...output: readonly [] | readonly [number, number, string]): Subject => ({
  chain: link.slice(0, 2),
  link,
  product,
  trade,
  ...(output.length === 3 && { output }),
});

/** Projects that would fit what the plan's chains lack or mean to develop, extend or hold in reserve. */
export const subjects: readonly Subject[] = [
  subject('NM1.05', '乙烯下游精细化学品', '化工', 5, 30, '万吨'),
  subject('NM1.07', '新型高效催化剂', '催化材料', 500, 5000, '吨'),
  subject('NM1.08', '电子级化学品', '电子材料', 1, 6, '万吨'),
  subject('NM2.02', '聚酰胺工程塑料', '新材料', 2, 12, '万吨'),
  subject('NM2.05', '改性聚碳酸酯', '新材料', 2, 15, '万吨'),
  subject('NM2.06', '聚碳酸酯改性助剂', '化学', 2000, 20000, '吨'),
  subject('NM2.07', '聚碳酸酯光学薄膜', '新材料', 500, 5000, '万平方米'),
  subject('NM3.01', '聚全氟乙丙烯树脂', '氟材料', 2000, 10000, '吨'),
  subject('NM3.02', '电池级聚偏氟乙烯', '氟材料', 3000, 15000, '吨'),
  subject('NM3.03', '高性能聚四氟乙烯薄膜', '新材料', 1000, 8000, '吨'),
  subject('NM3.04', '含氟精细化学品', '化学', 1000, 9000, '吨'),
  subject('NM3.05', '特种硅橡胶', '有机硅', 5000, 30000, '吨'),
  subject('NM3.06', '高纯硅树脂', '有机硅', 3000, 20000, '吨'),
  subject('NM3.07', '氟硅密封材料', '新材料', 1000, 6000, '吨'),
  subject('NM4.01', '聚乙烯纤维专用树脂', '新材料', 1, 8, '万吨'),
  subject('NM4.03', '超高分子量聚乙烯纤维', '纤维', 1000, 8000, '吨'),
  subject('NM4.04', '碳纤维复合材料构件', '复合材料', 2, 40, '万件'),
  subject('HE1.04', '动力电池模组', '新能源', 10, 80, '万套'),
  subject('HE1.05', '新能源汽车驱动电机', '电机', 10, 60, '万台'),
  subject('HE1.06', '车用电控系统', '汽车电子', 10, 80, '万套'),
  subject('HE1.07', '整车控制器', '汽车电子', 10, 100, '万套'),
  subject('HE2.01', '工业视觉传感器', '传感技术', 20, 200, '万只'),
  subject('HE2.02', '机器人精密减速器', '精密传动', 3, 20, '万台'),
  subject('HE2.03', '机器人运动控制器', '智能控制', 2, 30, '万套'),
  subject('HE2.04', '智能产线系统集成', '智能装备'),
  subject('HE2.10', '智能检验检测装备', '智能装备', 500, 5000, '台'),
  subject('HE3.01', '测绘巡线无人机整机', '航空科技', 1000, 10000, '架'),
  subject('HE3.02', '无人机导航模块', '导航技术', 5, 50, '万套'),
  subject('HE3.03', '无人机数传电台', '通信设备', 2, 20, '万台'),
  subject('HE3.04', '无人机动力电池', '新能源', 10, 90, '万块'),
  subject('HE3.05', '机载成像设备', '光电', 1, 10, '万台'),
  subject('HE3.06', '植保喷洒系统', '智能农机', 1, 8, '万套'),
  subject('HE3.07', '无人机发射与回收装置', '航空科技', 300, 3000, '套'),
  subject('YY1.01', '缓释药物制剂', '药业', 2, 20, '亿片'),
  subject('YY1.04', '诊断试剂', '生物', 200, 3000, '万人份'),
  subject('YY1.07', '一致性评价服务', '医药研究'),
  subject('YY2.03', '早期筛查检测仪器', '医疗科技', 500, 8000, '台'),
  subject('YY2.04', '医用科研仪器', '医疗器械', 300, 4000, '台'),
  subject('XX1.01', '智慧城市运营平台', '数字科技'),
  subject('XX2.01', '5G通信模组', '通信', 50, 500, '万只'),
  subject('XX2.02', '智能穿戴终端', '智能终端', 50, 400, '万台'),
  subject('XX2.03', '物联网网关', '物联网', 20, 300, '万台'),
  subject('XX2.04', '人工智能算力服务', '智算'),
  subject('XX2.05', '智能终端精密结构件', '精密制造', 500, 5000, '万件'),
  subject('XX3.01', '行业云服务', '云计算'),
  subject('XX3.03', '化工行业工业互联网平台', '工业互联'),
  subject('XX3.04', '人工智能质检应用', '智能科技'),
  subject('FW1.01', '第三方检验检测', '检测技术'),
  subject('FW1.02', '技术转移与交易评估', '技术服务'),
  subject('FW2.02', '区域结算运营', '商务服务'),
  subject('FW3.01', '数字动漫制作', '文化传媒'),
  subject('FW3.02', '文创设计与营销', '文化创意'),
];
