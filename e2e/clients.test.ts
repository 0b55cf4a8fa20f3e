import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LegworkClient, LegworkError, ReceiptError } from '../clients/typescript/src/index.ts';
import { sandboxSubjects } from '../contracts/sandbox-subjects.ts';
import { clientsWorld, type World } from './clients-world.ts';
import { openBrowser, visit } from './journeys/browser.ts';

const root = join(import.meta.dirname, '..');
const hasJdk = spawnSync('javac', ['-version']).status === 0;
if (!hasJdk) console.warn('clients/java was not tried: no JDK is installed (apt-get install default-jdk-headless)');

let world: World;
let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'legwork-clients-'));
  world = await clientsWorld();
}, 240_000);
afterAll(async () => {
  await world?.close();
  await rm(scratch, { recursive: true, force: true });
});

const question = () => ({
  subject: world.subject,
  items: ['child_name', 'birth_date'],
  purpose: world.purpose,
  caseReference: 'A-1',
});
const altered = (body: Uint8Array) =>
  new TextEncoder().encode(new TextDecoder().decode(body).replace(world.childName, '别人'));

describe('clients/typescript, as its own build makes it', () => {
  let built: typeof import('../clients/typescript/src/index.ts');
  beforeAll(async () => {
    const tsc = spawnSync(
      join(root, 'node_modules/.bin/tsc'),
      ['--project', join(root, 'clients/typescript/tsconfig.json'), '--outDir', join(scratch, 'dist')],
      { encoding: 'utf8' },
    );
    expect(tsc.stdout).toBe('');
    await writeFile(join(scratch, 'dist/package.json'), '{"type":"module"}');
    built = await import(join(scratch, 'dist/index.js'));
  }, 60_000);

  const bySecret = (): LegworkClient =>
    new built.LegworkClient({ node: world.url, clientId: world.clientId, secret: world.secret });

  test('a call with a secret is answered and proven', async () => {
    const { answer, index, receipt } = await bySecret().call(world.resource, question());
    expect(answer.records).toEqual([{ birth_date: world.birthDate, child_name: world.childName }]);
    expect(receipt.entry).toMatchObject({ kind: 'call', case: 'A-1' });
    expect(index).toBeGreaterThanOrEqual(0);
  });

  test('a call with a key pair (private_key_jwt) is answered and proven', async () => {
    const { publicKey, privateKey } = await built.generateKeys();
    const clientId = await world.register('by-key', publicKey);
    const client = new built.LegworkClient({ node: world.url, clientId, privateKey, verifierKeys: [world.vkey] });
    expect((await client.call(world.resource, question())).answer.records).toHaveLength(1);
  });

  test('a P-256 and an RSA key serve as well', async () => {
    for (const pair of [
      generateKeyPairSync('ec', { namedCurve: 'P-256' }),
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ]) {
      const publicKey = pair.publicKey.export({ format: 'jwk' }) as JsonWebKey;
      const clientId = await world.register(`by-${publicKey.kty?.toLowerCase()}`, publicKey);
      const privateKey = pair.privateKey.export({ format: 'jwk' }) as JsonWebKey;
      expect(await new built.LegworkClient({ node: world.url, clientId, privateKey }).token()).toMatch(/^ey/);
    }
  });

  test('a refusal names its rule', async () => {
    const refused = bySecret().call(world.resource, { ...question(), items: ['birth_weight'] });
    await expect(refused).rejects.toMatchObject({
      name: 'LegworkError',
      status: 403,
      code: 'item-outside-grant',
    } satisfies Partial<LegworkError>);
  });

  test('a reply that was changed, a foreign key, and a receipt of another call are refused', async () => {
    const { body } = await bySecret().call(world.resource, question());
    const fault = (name: ReceiptError['fault']) => ({ name: 'ReceiptError', fault: name });
    await expect(built.verifyReceipt(altered(body), [world.vkey])).rejects.toMatchObject(fault('digest'));
    const spaced = new TextEncoder().encode(new TextDecoder().decode(body).replace('{', '{ '));
    await expect(built.verifyReceipt(spaced, [world.vkey])).rejects.toMatchObject(fault('body'));
    await expect(built.verifyReceipt(body, [world.foreignVkey])).rejects.toMatchObject(fault('signature'));
    const replayed = new built.LegworkClient({
      node: world.url,
      clientId: world.clientId,
      secret: world.secret,
      fetch: async (url, init) =>
        String(url).endsWith('/calls') ? new Response(Uint8Array.from(body)) : fetch(url, init),
    });
    await expect(replayed.call(world.resource, { ...question(), caseReference: 'A-2' })).rejects.toMatchObject(
      fault('entry'),
    );
  });

  test('every form of the call is proven; the sandbox has nothing to prove', async () => {
    const { items, purpose, subject } = question();
    const client = bySecret();
    const { answer } = await client.verify(world.resource, {
      subject,
      purpose,
      checks: [{ is: 'equals', item: 'birth_date', value: world.birthDate }],
    });
    expect(answer.checks).toMatchObject([{ met: true }]);
    expect((await client.count(world.resource, { filters: [], purpose })).answer.count).toBeGreaterThan(0);
    const [first, second] = await client.callMany(world.resource, { subjects: [subject, '1'], items, purpose });
    expect(first).toMatchObject({ subject, call: { answer: { records: [{ child_name: world.childName }] } } });
    expect(second).toMatchObject({ refusal: { code: 'subject-invalid' } });
    const filters = [{ item: 'birth_date', in: [world.birthDate] }];
    const { calls } = await client.query(world.resource, { filters, items, purpose, limit: 5 });
    expect(calls.length).toBeGreaterThan(0);
    const page = await client.changes(world.resource, { items: [...items, 'child_citizen_id'], purpose, limit: 1 });
    expect(page).toMatchObject({ changes: [{ call: { answer: { records: [{}] } } }], more: true });
    const [made] = sandboxSubjects('person');
    const tried = await client.sandbox(world.resource, { subject: made!, items, purpose });
    expect(tried).toMatchObject({ sandbox: true, items: ['birth_date', 'child_name'] });
    expect(tried.records).toHaveLength(1);
  });

  test('calls that are made together share one token', async () => {
    let tokens = 0;
    const client = new built.LegworkClient({
      node: world.url,
      clientId: world.clientId,
      secret: world.secret,
      fetch: (url, init) => {
        tokens += String(url).endsWith('/oidc/token') ? 1 : 0;
        return fetch(url, init);
      },
    });
    await Promise.all(Array.from({ length: 5 }, () => client.call(world.resource, question())));
    expect(tokens).toBe(1);
  });

  test('a browser verifies a reply that a server passed on', async () => {
    const [browser, body] = await Promise.all([openBrowser(), world.rawCall(question())]);
    try {
      const { page } = await visit(browser, world.url);
      await writeFile(join(scratch, 'dist/page.js'), "import * as it from './index.js'; globalThis.legwork = it;");
      await page.route('**/client/*.js', async (route) => {
        const name = new URL(route.request().url()).pathname.split('/').pop()!;
        const body = await readFile(join(scratch, 'dist', name), 'utf8');
        await route.fulfill({ contentType: 'text/javascript', body });
      });
      await page.goto('/');
      await page.addScriptTag({ url: '/client/page.js', type: 'module' });
      const verdicts = await page.evaluate(
        ({ bodies, vkey }) => {
          const { verifyReceipt } = (globalThis as unknown as { legwork: typeof built }).legwork;
          return Promise.all(
            bodies.map((each) =>
              verifyReceipt(Uint8Array.from(each), [vkey]).then(
                ({ entry }) => String(entry.kind),
                (error) => String(error.fault),
              ),
            ),
          );
        },
        { bodies: [[...body], [...altered(body)]], vkey: world.vkey },
      );
      expect(verdicts).toEqual(['call', 'digest']);
    } finally {
      await browser.close();
    }
  });

  // The oldest Node that the package names, where the system has one beside the one that runs the tests.
  const node20 = ['/usr/bin/node', '/usr/local/bin/node'].find(
    (path) => existsSync(path) && /^v2[0-3]\./.test(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout),
  );
  test.skipIf(!node20)('it runs on an older Node', async () => {
    await writeFile(
      join(scratch, 'run.mjs'),
      `import { LegworkClient } from './dist/index.js';
       const { node, clientId, secret, resource, question } = JSON.parse(process.env.ASKED);
       const { answer } = await new LegworkClient({ node, clientId, secret }).call(resource, question);
       console.log(answer.records.length);`,
    );
    const { clientId, secret, resource, url: node } = world;
    const asked = JSON.stringify({ node, clientId, secret, resource, question: question() });
    expect(await world.runs(node20!, [join(scratch, 'run.mjs')], { ASKED: asked })).toMatchObject({
      out: '1\n',
      code: 0,
    });
  });
});

describe.skipIf(!hasJdk)('clients/java, compiled by the JDK that is here', () => {
  const source = join(root, 'clients/java/Legwork.java');
  beforeAll(() => {
    const javac = spawnSync('javac', ['-Xlint:all', '-Werror', '-d', join(scratch, 'java'), source], {
      encoding: 'utf8',
    });
    expect(javac.stderr).toBe('');
  }, 60_000);

  const java = (env: Record<string, string>, args: string[], input = world.subject) =>
    world.runs('java', ['-cp', join(scratch, 'java'), 'Legwork', ...args], env, input);
  const asked = () => [world.resource, world.purpose, 'child_name,birth_date'];

  test('a call with a secret, and one with a key pair (private_key_jwt), are answered and proven', async () => {
    const bySecret = { LEGWORK_NODE: world.url, LEGWORK_CLIENT: world.clientId, LEGWORK_SECRET: world.secret };
    const first = await java(bySecret, asked());
    expect(first.err).toBe('');
    expect(JSON.parse(first.out).answer.records).toEqual([
      { birth_date: world.birthDate, child_name: world.childName },
    ]);

    const pair = generateKeyPairSync('ed25519');
    const keyFile = join(scratch, 'key.jwk');
    await writeFile(keyFile, JSON.stringify(pair.privateKey.export({ format: 'jwk' })));
    const clientId = await world.register('by-java', pair.publicKey.export({ format: 'jwk' }) as JsonWebKey);
    const byKey = { LEGWORK_NODE: world.url, LEGWORK_CLIENT: clientId, LEGWORK_KEY: keyFile };
    expect(JSON.parse((await java(byKey, asked())).out).answer.records).toHaveLength(1);
  });

  test('every form of the call is proven', async () => {
    const asking = join(scratch, 'Asking.java');
    await writeFile(
      asking,
      `import java.util.List;
       public final class Asking {
         public static void main(String[] args) throws Exception {
           String resource = args[0], purpose = args[1], subject = args[2], day = args[3];
           Legwork legwork = Legwork.withSecret(System.getenv("LEGWORK_NODE"), System.getenv("LEGWORK_CLIENT"), System.getenv("LEGWORK_SECRET"), null);
           var wanted = new Legwork.Wanted(List.of("child_name", "birth_date"), purpose, "A-1");
           var verified = legwork.verify(resource, subject, List.of(new Legwork.Check("equals", "birth_date", day), Legwork.Check.listed()), purpose, null);
           System.out.println("verify " + verified.answer().get("checks").toString().contains("met=true") + " " + verified.answer().containsKey("records"));
           System.out.println("count " + (((Number) legwork.count(resource, List.of(), purpose, null).answer().get("count")).longValue() > 0));
           for (var result : legwork.callMany(resource, List.of(subject, "1"), wanted))
             System.out.println("many " + (result.proven() == null ? result.refusal() : result.proven().records().get(0).get("birth_date").equals(day)));
           var found = legwork.query(resource, List.of(Legwork.Filter.in("birth_date", List.of(day))), wanted, 5, null);
           System.out.println("query " + (found.answers().size() > 0));
           var page = legwork.changes(resource, new Legwork.Wanted(List.of("child_name", "birth_date", "child_citizen_id"), purpose, null), 1, null);
           System.out.println("changes " + page.changes().size() + " " + page.more() + " " + (page.cursor() != null));
         }
       }`,
    );
    const javac = spawnSync('javac', ['-cp', join(scratch, 'java'), '-d', join(scratch, 'java'), asking], {
      encoding: 'utf8',
    });
    expect(javac.stderr).toBe('');
    const { purpose, subject } = question();
    const env = { LEGWORK_NODE: world.url, LEGWORK_CLIENT: world.clientId, LEGWORK_SECRET: world.secret };
    const args = [world.resource, purpose, subject, world.birthDate];
    const { out, err } = await world.runs('java', ['-cp', join(scratch, 'java'), 'Asking', ...args], env);
    expect(err).toBe('');
    expect(out.split('\n')).toEqual([
      'verify true false',
      'count true',
      'many true',
      'many subject-invalid',
      'query true',
      'changes 1 true true',
      '',
    ]);
  });

  test('a refusal names its rule', async () => {
    const env = { LEGWORK_NODE: world.url, LEGWORK_CLIENT: world.clientId, LEGWORK_SECRET: world.secret };
    const { code, err } = await java(env, [world.resource, world.purpose, 'birth_weight']);
    expect(code).toBe(1);
    expect(err).toContain('item-outside-grant');
  });

  test('a saved reply is proven offline; one that was changed, and a foreign key, are refused', async () => {
    const body = await world.rawCall(question());
    const [good, bad, keys, foreign] = ['good.json', 'bad.json', 'vkeys', 'foreign'].map((name) => join(scratch, name));
    await Promise.all([
      writeFile(good!, body),
      writeFile(bad!, altered(body)),
      writeFile(keys!, `${world.vkey}\n`),
      writeFile(foreign!, `${world.foreignVkey}\n`),
    ]);
    const verify = (file: string, vkeys: string) => java({ LEGWORK_VERIFIER_KEYS: vkeys }, ['verify', file]);
    expect(JSON.parse((await verify(good!, keys!)).out).answer.records).toHaveLength(1);
    expect(await verify(bad!, keys!)).toMatchObject({ code: 2, err: expect.stringContaining('unproven digest') });
    expect(await verify(good!, foreign!)).toMatchObject({
      code: 2,
      err: expect.stringContaining('unproven signature'),
    });
  });
});
