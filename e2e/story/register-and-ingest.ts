import iconv from 'iconv-lite';
import { completeCitizenId } from '../../contracts/citizen-id.ts';
import type { Speaker } from './people.ts';
import { must, type Teller } from './teller.ts';

export interface Registered {
  id: string;
  code: string;
  name: string;
}

export interface Newborn {
  number: string;
  name: string;
  citizenId: string;
  birthDate: string;
  region: string;
  weight: string;
  mother: string;
}

interface Problem {
  code: string;
  faults?: { field: string; message: string }[];
}

const items = [
  { code: 'certificate_no', name: '筛查编号', type: 'C', length: 12, required: true },
  { code: 'child_name', name: '新生儿姓名', type: 'C', length: 20, required: true, sensitivity: 'sensitive' },
  {
    code: 'child_citizen_id',
    name: '新生儿公民身份号码',
    type: 'C',
    length: 18,
    required: true,
    check: 'citizenId',
    sensitivity: 'sensitive',
  },
  { code: 'birth_date', name: '出生日期', type: 'D', required: true, sensitivity: 'sensitive' },
  { code: 'birth_region', name: '出生地行政区划代码', type: 'C', length: 6, required: true },
  { code: 'birth_weight', name: '出生体重（克）', type: 'I', required: false, sensitivity: 'sensitive' },
  { code: 'mother_name', name: '母亲姓名', type: 'C', length: 20, required: true, sensitivity: 'personal' },
];
const header = items.map((item) => item.name).join(',');

/** Chapter 1: registered before it is used, and only when nothing is missing. */
export async function register(tell: Teller, steward: Speaker, bureau: Speaker, run: string): Promise<Registered> {
  tell.chapter(1, 'Register first: the health commission registers what it holds');
  const name = `新生儿疾病筛查信息（演示 ${run}）`;
  const draft = await tell.step('Guizhou’s data steward', 'drafts a catalogue entry with only its name', () =>
    steward.ask<{ id: string; version: number }>('POST', '/api/v1/catalogue/resources', { body: { name } }),
  );
  const refusal = await tell.step(
    'Guizhou’s data steward',
    'submits it, and is told everything that is missing at once',
    () => steward.ask<Problem>('POST', `/api/v1/catalogue/resources/${draft.id}/submission`, { expect: 422 }),
    ({ faults = [] }) => faults.slice(0, 12).map(({ field, message }) => `${field} ${message}`),
  );
  must(
    refusal.code === 'resource-incomplete' && (refusal.faults?.length ?? 0) >= 5,
    'an empty entry must be refused with the list of what is missing',
  );
  const mended = await tell.step(
    'Guizhou’s data steward',
    `mends it: ${items.length} items, conditional sharing, subject and key`,
    () =>
      steward.ask<{ version: number }>('PUT', `/api/v1/catalogue/resources/${draft.id}`, {
        headers: { 'if-match': `"${draft.version}"` },
        body: {
          name,
          summary: '贵州省内助产机构的新生儿疾病筛查登记（演示数据，人员均为合成）。',
          classCode: '202001',
          format: 'database',
          shareType: 'conditional',
          shareCondition: '仅限办理医疗保障事项使用',
          shareMethod: 'platform',
          updateCycle: '3',
          subjectKind: 'person',
          subjectItem: 'child_citizen_id',
          keyItems: ['certificate_no'],
          rejectThreshold: 0.05,
          items,
        },
      }),
  );
  must(mended.version > draft.version, 'an edit must make a new version');
  await steward.ask('PUT', `/api/v1/catalogue/resources/${draft.id}`, {
    headers: { 'if-match': `"${draft.version}"` },
    body: { name },
    expect: 409,
  });
  await tell.step('Guizhou’s data steward', 'submits it again', () =>
    steward.ask('POST', `/api/v1/catalogue/resources/${draft.id}/submission`),
  );
  const published = await tell.step(
    'The data bureau',
    'reviews and publishes it',
    () =>
      bureau.ask<{ code: string; state: string }>('POST', `/api/v1/catalogue/resources/${draft.id}/review`, {
        body: { decision: 'publish', remarks: [] },
      }),
    ({ code }) => `resource code assigned: ${code}`,
  );
  must(
    published.state === 'published' && /^\d{6}\/\d{6}$/.test(published.code),
    'a published entry must have a resource code',
  );
  return { id: draft.id, code: published.code, name };
}

/** Chapter 2: the good rows serve; the faulty ones come back with their reasons, are mended and sent again. */
export async function ingest(tell: Teller, steward: Speaker, resource: Registered): Promise<Newborn[]> {
  tell.chapter(2, 'Use after: the data goes into the library');
  const children = newborns(400);
  const rows = children.map(rowOf);
  // One of each: a wrong check digit, a day that does not exist, a name that is missing, a name too long, a key used before.
  rows[10] = rows[10]!.replace(
    /(\d{17})([\dX])/,
    (_, digits: string, check: string) => digits + (check === '0' ? '1' : '0'),
  );
  rows[20] = rows[20]!.replace(children[20]!.birthDate, '2025-02-29');
  rows[30] = rowOf({ ...children[30]!, name: '' });
  rows[40] = rowOf({ ...children[40]!, mother: '母'.repeat(21) });
  rows[50] = rowOf({ ...children[50]!, number: children[49]!.number });
  const faulty = [10, 20, 30, 40, 50];
  const file = iconv.encode(`${header}\r\n${rows.join('\r\n')}\r\n`, 'gb18030');
  const path = `/api/v1/library/${resource.id}/batches`;
  const wrong = await tell.step(
    'Guizhou’s data steward',
    'sends the file as UTF-8 by mistake: it is GB18030',
    () =>
      steward.ask<Problem & { title: string }>('POST', `${path}?encoding=utf-8&fileName=screening.csv`, {
        raw: file,
        type: 'text/csv',
        expect: 422,
      }),
    ({ title }) => title,
  );
  must(wrong.code === 'file-encoding-wrong', 'a file in the wrong encoding must be refused as such');
  const batch = await tell.step(
    'Guizhou’s data steward',
    `sends ${rows.length} rows in GB18030, ${faulty.length} of them faulty`,
    () =>
      steward.ask<{ id: string; state: string; acceptedRows: number; rejectedRows: number }>(
        'POST',
        `${path}?encoding=gb18030&fileName=screening.csv`,
        { raw: file, type: 'text/csv' },
      ),
    ({ acceptedRows, rejectedRows }) => `${acceptedRows} rows serve, ${rejectedRows} stand in the report`,
  );
  must(
    batch.state === 'serving' && batch.acceptedRows === 395 && batch.rejectedRows === 5,
    `395 rows must serve and 5 be refused, not ${batch.acceptedRows} and ${batch.rejectedRows}`,
  );
  const report = await tell.step(
    'Guizhou’s data steward',
    'reads the report',
    () =>
      steward.ask<{ items: { rowNumber: number; faults: { itemName: string; message: string }[] }[] }>(
        'GET',
        `/api/v1/library/batches/${batch.id}/rejects`,
      ),
    ({ items: rejects }) =>
      rejects.map(
        ({ rowNumber, faults }) =>
          `row ${rowNumber}: ${faults.map(({ itemName, message }) => `${itemName} ${message}`).join('; ')}`,
      ),
  );
  must(report.items.length === 5, 'each faulty row must stand in the report');
  const download = await steward.send('GET', `/api/v1/library/batches/${batch.id}/rejects-file`);
  const downloaded = iconv
    .decode(Buffer.from(await download.arrayBuffer()), 'gb18030')
    .trim()
    .split(/\r?\n/);
  must(
    downloaded.length === 6 && downloaded[0]!.startsWith(header),
    'the report must come down as the columns that were sent, with the reasons behind',
  );
  const mended = iconv.encode(`${header}\r\n${faulty.map((i) => rowOf(children[i]!)).join('\r\n')}\r\n`, 'gb18030');
  const again = await tell.step(
    'Guizhou’s data steward',
    'mends the five rows and sends them again, to be added',
    () =>
      steward.ask<{ state: string; acceptedRows: number; rejectedRows: number }>(
        'POST',
        `${path}?mode=append&encoding=gb18030&fileName=mended.csv`,
        { raw: mended, type: 'text/csv' },
      ),
    ({ acceptedRows }) => `${acceptedRows} rows added`,
  );
  must(
    again.state === 'serving' && again.acceptedRows === 5 && again.rejectedRows === 0,
    'the mended rows must be added',
  );
  const { serving } = await steward.ask<{ serving: { rowCount: number } }>('GET', `/api/v1/library/${resource.id}`);
  must(serving.rowCount === 400, `400 rows must serve, not ${serving.rowCount}`);
  return children;
}

/** Synthetic children with valid check digits, born in three counties of Guiyang in 2025. */
function newborns(count: number): Newborn[] {
  const regions = ['520102', '520103', '520115'];
  return Array.from({ length: count }, (_, i) => {
    const date = `2025-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`;
    const region = regions[i % 3]!;
    return {
      number: `SC2025${String(i).padStart(5, '0')}`,
      name: `演示婴${i}`,
      citizenId: completeCitizenId(`${region}${date.replaceAll('-', '')}${String(900 + (i % 100)).padStart(3, '0')}`),
      birthDate: date,
      region,
      weight: String(2600 + (i % 1500)),
      mother: `演示母${i}`,
    };
  });
}

function rowOf(child: Newborn): string {
  return [child.number, child.name, child.citizenId, child.birthDate, child.region, child.weight, child.mother].join(
    ',',
  );
}
