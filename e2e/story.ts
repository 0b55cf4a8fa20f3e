/**
 * The main job, played over HTTP as five actors, against the node that LEGWORK_URL names or one of its own. Each step is
 * printed in plain words; the first thing that is not as it must be ends the story with exit code 1.
 */
import { join } from 'node:path';
import { readPack } from '../server/packs/read-pack.ts';
import { openNode } from './node.ts';
import { apply } from './story/apply.ts';
import { signIn, speaker } from './story/people.ts';
import { ingest, register } from './story/register-and-ingest.ts';
import { call, share } from './story/share-and-call.ts';
import { tamper, verifyRunning } from './story/tamper.ts';
import { StoryBroken, Teller } from './story/teller.ts';

const { manifest } = await readPack(join(import.meta.dirname, '../packs/demo'));
const tell = new Teller();
console.log(
  process.env.LEGWORK_URL
    ? `On ${process.env.LEGWORK_URL}`
    : 'On a node of its own, with an empty data folder; the demo world loads first …',
);
const node = await openNode();
try {
  const as = (username: string) =>
    tell.step(username, 'signs in (OpenID Connect, authorization code with PKCE)', () =>
      signIn(node.url, username, manifest.demoPassword ?? ''),
    );
  tell.chapter(0, 'Five actors sign in');
  const steward = await as('steward.guizhou-health');
  const bureau = await as('operator');
  const office = await as('developer.hangzhou-yibao');
  const caseWorker = await as('caseworker.hangzhou-yibao');
  const mother = await as('mother');

  const resource = await register(tell, steward, bureau, new Date().toISOString().slice(0, 19));
  const children = await ingest(tell, steward, resource);
  const grant = await share(tell, office, steward, resource);
  const reply = await call(tell, node.url, office, steward, resource, grant, children);
  await apply(tell, node.url, mother, caseWorker, speaker(node.url, 'nobody', undefined));
  if (node.dataDir) {
    await verifyRunning(tell, node.dataDir);
    await node.stop({ keepData: true });
    await tamper(tell, node.dataDir, reply);
  } else {
    tell.chapter(
      6,
      'Left out: verifying and tampering need the node’s own machine. Run `npm run legwork -- verify` there, or the story without LEGWORK_URL.',
    );
  }
  tell.end();
} catch (error) {
  console.error(error instanceof StoryBroken ? `\nNot as it must be: ${error.message}` : error);
  process.exitCode = 1;
} finally {
  await node.stop();
}
