import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import { completeCreditCode } from '../contracts/credit-code.ts';
import { documentOf, recordOf, vectorText } from '../server/domains/catalogue/index.ts';
import { type Agency, agencyByKey, putRegions, registerAgency } from '../server/domains/directory/index.ts';
import { newId } from '../server/platform/ids.ts';
import type { Platform } from '../server/platform/platform.ts';

export const subjects = [
  '人口',
  '户籍',
  '婚姻',
  '出生',
  '死亡',
  '企业',
  '社会组织',
  '事业单位',
  '信用',
  '电子证照',
  '医疗保险',
  '养老保险',
  '工伤保险',
  '失业保险',
  '住房公积金',
  '不动产',
  '土地',
  '房屋',
  '规划',
  '建设工程',
  '道路运输',
  '机动车',
  '驾驶证',
  '船舶',
  '水利工程',
  '气象',
  '地震',
  '环境监测',
  '排污许可',
  '危险废物',
  '食品生产',
  '药品经营',
  '医疗器械',
  '医疗机构',
  '医师',
  '护士',
  '教师',
  '学校',
  '学生',
  '学籍',
  '学历',
  '考试',
  '低保对象',
  '残疾人',
  '退役军人',
  '老年人',
  '儿童福利',
  '就业登记',
  '职业技能',
  '劳动合同',
  '税务登记',
  '纳税信用',
  '发票',
  '海关',
  '商标',
  '专利',
  '科技项目',
  '文物',
  '旅游景区',
  '图书馆',
  '体育场馆',
  '林地',
  '草原',
  '农药',
  '种子',
  '渔船',
  '矿产',
  '安全生产',
  '消防',
  '行政处罚',
  '行政许可',
];
const aspects = [
  '基础',
  '登记',
  '变更',
  '注销',
  '年度报告',
  '许可',
  '检查',
  '处罚',
  '统计',
  '名录',
  '明细',
  '资格',
  '缴费',
  '待遇',
  '地址',
  '监测',
  '评价',
  '备案',
];
const kinds = ['信息', '数据', '名单', '台账', '记录', '目录', '清单', '档案'];
const itemHeads = [
  '证书',
  '登记',
  '申请',
  '许可',
  '单位',
  '法定代表人',
  '负责人',
  '联系人',
  '居民',
  '户主',
  '配偶',
  '父亲',
  '母亲',
  '监护人',
  '企业',
  '机构',
  '项目',
  '工程',
  '车辆',
  '房屋',
  '土地',
  '设备',
  '产品',
  '合同',
  '缴费',
  '处罚',
  '检查',
  '审批',
  '发证',
  '注册',
];
const itemTails = [
  '姓名',
  '名称',
  '编号',
  '代码',
  '日期',
  '状态',
  '类型',
  '地址',
  '电话',
  '金额',
  '数量',
  '面积',
  '性别',
  '民族',
  '公民身份号码',
  '统一社会信用代码',
  '起始日期',
  '截止日期',
  '备注',
  '等级',
  '范围',
  '机关',
  '结果',
  '依据',
  '说明',
];
const cycles = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const formats = ['file', 'spreadsheet', 'database', 'image', 'media', 'self-describing', 'service'];
const shares = ['unconditional', 'conditional', 'withheld'];

/** A generator of numbers 0 to 1 that gives the same again (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Picks by Zipf's law: the first of a list far more often than the last, as words are used. */
export function zipf<T>(random: () => number, list: readonly T[]): T {
  return list[Math.min(list.length - 1, Math.floor(list.length ** random()) - 1)]!;
}

/** A published catalogue of made-up entries of many agencies, with their search documents, by COPY. */
export async function plantCatalogue(
  platform: Platform,
  {
    entries,
    itemsEach,
    agencies,
    allOpen = false,
  }: { entries: number; itemsEach: number; agencies: number; allOpen?: boolean },
): Promise<void> {
  const random = randomOf(20_170_705);
  const providers = await plantAgencies(platform, agencies);
  await platform.database.pool.query(
    `insert into catalogue.classes (code, parent_code, name) values ('2', null, '主题信息资源') on conflict do nothing`,
  );
  for (let group = 1; group <= 12; group += 1) {
    const code = `2${String(group).padStart(2, '0')}`;
    await platform.database.pool.query(`insert into catalogue.classes (code, parent_code, name) values ($1, '2', $2)`, [
      code,
      `主题${group}`,
    ]);
    await platform.database.pool.query(`insert into catalogue.classes (code, parent_code, name) values ($1, $2, $3)`, [
      `${code}001`,
      code,
      subjects[group],
    ]);
  }
  const itemNames = itemHeads.flatMap((head) => itemTails.map((tail) => head + tail));
  const resources: string[] = [];
  const items: string[] = [];
  const documents: string[] = [];
  const spellings = new Set<string>();
  for (let number = 1; number <= entries; number += 1) {
    const provider = providers[Math.floor(random() * providers.length)]!;
    const subject = zipf(random, subjects);
    const name = `${subject}${zipf(random, aspects)}${zipf(random, kinds)}${number}`;
    const summary = `${provider.name}登记的${subject}${zipf(random, aspects)}${zipf(random, kinds)}，供各部门办理政务服务事项时查询核验。`;
    const classCode = `2${String(1 + Math.floor(random() * 12)).padStart(2, '0')}001`;
    const entry = {
      id: newId(),
      code: `${classCode}/${String(number).padStart(6, '0')}`,
      shareType: allOpen ? 'unconditional' : zipf(random, shares),
      format: zipf(random, formats),
      cycle: zipf(random, cycles),
      open: allOpen || random() < 0.2,
      changedAt: new Date(Date.now() - Math.floor(random() * 900) * 86_400_000),
    };
    const own = Array.from({ length: itemsEach }, (_, place) => {
      const itemName = zipf(random, itemNames);
      return { code: `item_${place}`, name: itemName, nameEn: null };
    });
    resources.push(
      [
        entry.id,
        entry.code,
        provider.id,
        name,
        summary,
        classCode,
        entry.format,
        entry.shareType,
        entry.open,
        entry.cycle,
        'published',
        1,
        entry.changedAt.toISOString(),
        entry.changedAt.toISOString(),
        1,
        'none',
      ].join('\t'),
    );
    for (const [place, item] of own.entries())
      items.push([entry.id, place, item.code, item.name, 'C', 'f', 'none'].join('\t'));
    const document = documentOf({
      code: entry.code,
      name,
      nameEn: null,
      summary,
      providerName: provider.name,
      className: '',
      items: own,
    });
    for (const word of document.spellings) spellings.add(word);
    const record = recordOf({
      number,
      providerId: provider.id,
      region: provider.regionCode,
      classCode,
      shareType: entry.shareType,
      open: entry.open,
      format: entry.format,
      cycle: entry.cycle,
      changedAt: entry.changedAt,
    });
    documents.push(
      [
        number,
        entry.id,
        provider.id,
        'published',
        vectorText(document.lexemes).replaceAll('\\', '\\\\'),
        `\\\\x${record.toString('hex')}`,
      ].join('\t'),
    );
  }
  await copy(
    platform,
    'catalogue.resources (id, code, provider_id, name, summary, class_code, format, share_type, open_to_public, update_cycle, state, version, updated_at, published_at, edition, subject_kind)',
    resources,
  );
  const { pool } = platform.database;
  // The index is built once over all rows, as any load of this size would.
  await pool.query('drop index catalogue.search_documents_lexemes');
  await copy(platform, 'catalogue.items (resource_id, position, code, name, type, required, sensitivity)', items);
  await copy(
    platform,
    'catalogue.search_documents (number, resource_id, provider_id, state, lexemes, record)',
    documents,
  );
  await pool.query('create index search_documents_lexemes on catalogue.search_documents using gin (lexemes)');
  await copy(platform, 'catalogue.search_words (word)', [...spellings]);
  for (const table of ['resources', 'items', 'search_documents', 'search_words'])
    await platform.database.pool.query(`vacuum analyze catalogue.${table}`);
}

async function copy(platform: Platform, target: string, lines: readonly string[]): Promise<void> {
  const client = await platform.database.pool.connect();
  try {
    async function* chunks() {
      for (let at = 0; at < lines.length; at += 1000) yield `${lines.slice(at, at + 1000).join('\n')}\n`;
    }
    await pipeline(Readable.from(chunks()), client.query(from(`copy ${target} from stdin`)));
  } finally {
    client.release();
  }
}

async function plantAgencies(platform: Platform, agencies: number): Promise<Agency[]> {
  return platform.db.transaction().execute(async (tx) => {
    await putRegions(tx, [
      { code: '330000', name: '浙江省', nameEn: null, parentCode: null, level: 2, source: 'bench' },
    ]);
    const planted: Agency[] = [];
    for (let number = 1; number <= agencies; number += 1) {
      const key = `bench-${number}`;
      await registerAgency(tx, {
        key,
        creditCode: completeCreditCode(`11330000BN${String(number).padStart(6, '0')}`.slice(0, 16)),
        name: `测速${subjects[number % subjects.length]}管理局第${number}分局`,
        regionCode: '330000',
        kind: 'bigData',
        level: 2,
      });
      planted.push((await agencyByKey(tx, key))!);
    }
    return planted;
  });
}
