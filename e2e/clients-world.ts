import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { openNode } from './node.ts';
import { clientSpeaker, signIn } from './story/people.ts';

const manifest = parse(readFileSync(join(import.meta.dirname, '../packs/demo/pack.yaml'), 'utf8'));
const password: string = process.env.LEGWORK_DEMO_PASSWORD ?? manifest.demoPassword;

export interface Finished {
  code: number | null;
  out: string;
  err: string;
}

/** What a client package needs to be tried: a running node, a client with a secret, a grant, and a child whom it covers. */
export interface World {
  url: string;
  vkey: string;
  /** A well-formed verifier key that is not the node's. */
  foreignVkey: string;
  clientId: string;
  secret: string;
  /** Code of the births. */
  resource: string;
  purpose: string;
  subject: string;
  childName: string;
  birthDate: string;
  /** Makes a client that signs with a key pair; its id. */
  register(name: string, publicKey: JsonWebKey): Promise<string>;
  /** The body of a call, as it came. */
  rawCall(question: object): Promise<Uint8Array>;
  /** Runs a program to its end. */
  runs(program: string, args: string[], env?: Record<string, string>, input?: string): Promise<Finished>;
  close(): Promise<void>;
}

export async function clientsWorld(): Promise<World> {
  const node = await openNode();
  const { url } = node;
  const developer = await signIn(url, 'developer.hangzhou-yibao', password);
  const register = async (name: string, publicKeys?: JsonWebKey[]) =>
    developer.ask<{ client: { clientId: string }; secret: string }>('POST', '/api/v1/clients', {
      body: {
        name,
        ...(publicKeys && { publicKeys: publicKeys.map(({ kty, crv, x, y, n, e }) => ({ kty, crv, x, y, n, e })) }),
      },
    });
  const purpose = 'newborn-medical-enrolment';
  const { items: grants } = await developer.ask<{
    items: { purpose: { key: string }; items: { code: string }[]; resource: { code: string } }[];
  }>('GET', '/api/v1/grants?limit=200');
  const grant = grants.find(
    (each) => each.purpose.key === purpose && each.items.some((item) => item.code === 'child_name'),
  )!;
  const resource = grant.resource.code;
  const { client, secret } = await register('by-secret');
  const { clientId } = client;
  return {
    url,
    vkey: (await (await fetch(`${url}/ledger/key`)).text()).trim(),
    foreignVkey: 'foreign.example+7c5e2810+AfPOy+HIIwiXc18+7zWB2pmRCGU/0SuSpkGKsQVPXI7u',
    clientId,
    secret,
    resource,
    purpose,
    subject: '33010520260816998X',
    childName: '周沐禾',
    birthDate: '2026-08-16',
    register: async (name, publicKey) => (await register(name, [publicKey])).client.clientId,
    async rawCall(question) {
      const speaker = await clientSpeaker(url, clientId, secret);
      const response = await speaker.send('POST', `/api/v1/resources/${resource.replace('/', '-')}/calls`, {
        body: question,
      });
      return new Uint8Array(await response.arrayBuffer());
    },
    runs: (program, args, env = {}, input = '') =>
      new Promise((resolve, reject) => {
        const child = spawn(program, args, { env: { PATH: process.env.PATH ?? '', ...env } });
        const said = { out: '', err: '' };
        child.stdout.setEncoding('utf8').on('data', (chunk) => (said.out += chunk));
        child.stderr.setEncoding('utf8').on('data', (chunk) => (said.err += chunk));
        child.once('error', reject);
        child.once('close', (code) => resolve({ code, ...said }));
        child.stdin.on('error', () => undefined).end(input);
      }),
    close: () => node.stop(),
  };
}
