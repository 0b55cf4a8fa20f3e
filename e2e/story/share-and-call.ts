import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clientSpeaker, type Speaker } from './people.ts';
import type { Newborn, Registered } from './register-and-ingest.ts';
import { must, type Teller } from './teller.ts';

const purpose = 'newborn-medical-enrolment';
const main = join(import.meta.dirname, '../../server/main.ts');

interface Grant {
  id: string;
  number: string;
}

/** Chapter 3: asked for item by item, answered item by item. */
export async function share(tell: Teller, office: Speaker, provider: Speaker, resource: Registered): Promise<Grant> {
  tell.chapter(3, 'Sharing is the rule: Hangzhou’s medical insurance office asks for some items');
  const asked = ['child_name', 'child_citizen_id', 'birth_date', 'birth_weight'];
  const request = await tell.step(
    'Hangzhou’s medical insurance office',
    `asks for ${asked.length} items for enrolling newborns, in two counties, citing its law`,
    () =>
      office.ask<{ id: string; number: string; dueDate: string; clock: { article: string } }>(
        'POST',
        '/api/v1/sharing/requests',
        {
          body: {
            resource: resource.code,
            items: asked,
            purpose,
            legalBasis: '《中华人民共和国社会保险法》第二十五条、第五十八条',
            scope: { rows: { birth_region: ['520102', '520103'] } },
            validUntil: '2030-12-31',
          },
        },
      ),
    ({ number, dueDate, clock }) => `request ${number}, to be answered by ${dueDate} (${clock.article})`,
  );
  const answer = (reason?: string) => ({
    items: [
      ...asked.slice(0, 3).map((code) => ({ code, decision: 'granted' })),
      { code: 'birth_weight', decision: 'refused', ...(reason !== undefined && { reason }) },
    ],
  });
  const unreasoned = await tell.step('Guizhou’s data steward', 'refuses an item without a reason: not accepted', () =>
    provider.ask<{ code: string }>('POST', `/api/v1/sharing/requests/${request.id}/answer`, {
      body: answer(),
      expect: 422,
    }),
  );
  must(unreasoned.code === 'reason-required', 'a refusal must give its reason');
  const answered = await tell.step(
    'Guizhou’s data steward',
    'grants three items and refuses the weight with a reason',
    () =>
      provider.ask<{ grant: Grant; items: { name: string; decision: string; reason: string | null }[] }>(
        'POST',
        `/api/v1/sharing/requests/${request.id}/answer`,
        {
          body: answer('参保登记不需要出生体重（个人信息保护法第六条，最小必要）'),
        },
      ),
    ({ items, grant }) => [
      ...items.map(({ name, decision, reason }) => `${name}: ${decision}${reason ? `, ${reason}` : ''}`),
      `grant ${grant.number}`,
    ],
  );
  must(answered.grant, 'the answer must make a grant');
  return answered.grant;
}

/** Chapter 4: exactly what was granted, with a receipt; everything else refused by the rule's name. */
export async function call(
  tell: Teller,
  url: string,
  office: Speaker,
  provider: Speaker,
  resource: Registered,
  grant: Grant,
  children: Newborn[],
): Promise<string> {
  tell.chapter(4, 'One call, one receipt');
  const made = await tell.step(
    'The office’s developer',
    'makes a client key, shown once',
    () =>
      office.ask<{ client: { clientId: string }; secret: string }>('POST', '/api/v1/clients', {
        body: { name: '新生儿参保接口（演示）' },
      }),
    ({ client }) => `client ${client.clientId}`,
  );
  const system = await tell.step('The office’s system', 'obtains a token (client credentials)', () =>
    clientSpeaker(url, made.client.clientId, made.secret),
  );
  const path = `/api/v1/resources/${resource.code.replace('/', '-')}/calls`;
  const [child, other] = [children[3]!, children[5]!];
  must(child.region === '520102' && other.region === '520115', 'one child inside the grant’s rows and one outside');
  const asking = { subject: child.citizenId, items: ['child_name', 'birth_date'], purpose, caseReference: 'STORY-1' };
  const reply = await tell.step(
    'The office’s system',
    'asks for two items of one child',
    async () => {
      const response = await system.send('POST', path, { body: asking });
      const text = await response.text();
      must(response.status === 200, `the call must be answered, not ${response.status}: ${text}`);
      return text;
    },
    (text) => {
      const {
        records,
        grant: by,
        receipt,
      } = JSON.parse(text) as { records: object[]; grant: string; receipt: { proof: string } };
      return [`answered ${JSON.stringify(records)}`, `by grant ${by}; receipt of ${receipt.proof.length} characters`];
    },
  );
  const parsed = JSON.parse(reply) as { records: Record<string, unknown>[]; grant: string };
  must(
    JSON.stringify(parsed.records) === JSON.stringify([{ birth_date: child.birthDate, child_name: child.name }]) &&
      parsed.grant === grant.number,
    'exactly the granted items of that child must be answered',
  );

  const refusals: [string, object, string][] = [
    ['another item', { ...asking, items: ['birth_weight'] }, 'item-outside-grant'],
    ['another purpose', { ...asking, purpose: 'medical-fund-supervision' }, 'purpose-outside-grant'],
    ['a child outside the rows', { ...asking, subject: other.citizenId }, 'subject-outside-scope'],
  ];
  for (const [what, body, code] of refusals) {
    await refused(tell, system, path, what, body, code);
  }
  await tell.step('Guizhou’s data steward', 'revokes the grant', () =>
    provider.ask('POST', `/api/v1/grants/${grant.id}/revocation`, { body: { reason: '演示：授权撤销' } }),
  );
  await refused(tell, system, path, 'the same as before', asking, 'grant-revoked');
  await proveOffline(tell, url, reply);
  return reply;
}

async function refused(
  tell: Teller,
  system: Speaker,
  path: string,
  what: string,
  body: object,
  code: string,
): Promise<void> {
  const problem = await tell.step(
    'The office’s system',
    `asks for ${what}`,
    () => system.ask<{ code: string; title: string }>('POST', path, { body, expect: 403 }),
    ({ code: rule, title }) => `refused by ${rule}: ${title}`,
  );
  must(problem.code === code, `${what} must be refused by ${code}, not ${problem.code}`);
}

/** The receipt stands on the node's public key and the reply's bytes alone: no database, no network. */
async function proveOffline(tell: Teller, url: string, reply: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'legwork-receipt-'));
  try {
    const [file, key] = [join(folder, 'reply.json'), join(folder, 'node.vkey')];
    await writeFile(key, await (await fetch(`${url}/ledger/key`)).text());
    await writeFile(file, reply);
    const verify = () =>
      promisify(execFile)(process.execPath, [main, 'verify-receipt', file, '--key', key]).then(
        ({ stdout }) => ({ code: 0, stdout }),
        (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
      );
    const proven = await tell.step('Anyone', 'verifies the receipt offline', verify, ({ stdout }) =>
      stdout.split('\n').filter((line) => /^[✓✗]/.test(line)),
    );
    must(proven.code === 0, `the receipt must hold:\n${proven.stdout}`);
    await writeFile(file, reply.replace('2025-', '2024-'));
    const changedReply = await tell.step(
      'Anyone',
      'changes one byte of the reply and verifies again',
      verify,
      ({ stdout }) => stdout.split('\n').filter((line) => /^✗/.test(line)),
    );
    must(changedReply.code !== 0, 'a changed reply must fail');
    await writeFile(file, reply);
    const vkey = await readFile(key, 'utf8');
    await writeFile(
      key,
      vkey.replace(/(.)(\s*)$/, (_, last: string, space: string) => (last === 'A' ? 'B' : 'A') + space),
    );
    must((await verify()).code !== 0, 'a changed key must fail');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
