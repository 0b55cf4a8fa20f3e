import type { Platform } from '../../platform/platform.ts';
import { askWitnesses } from './ask-witnesses.ts';
import { signCheckpoint } from './log-key.ts';
import { keepCheckpoint, readHead } from './store.ts';

interface Publisher {
  timer: NodeJS.Timeout;
  running: Promise<void>;
  size: number;
}
const publishers = new WeakMap<Platform, Publisher>();
const interval = 1000;

/** Signs and keeps a checkpoint of the log as it is committed now. */
export async function publishCheckpoint(platform: Platform): Promise<{ size: number; note: string }> {
  const head = await readHead(platform.database.pool);
  const note = signCheckpoint(platform, head);
  await keepCheckpoint(platform.database.pool, head.size, note);
  return { size: head.size, note };
}

/** Publishes a checkpoint each second in which the log grew, and has its witnesses cosign the newest. Any number of processes may do so for one log. */
export async function startPublishing(platform: Platform): Promise<void> {
  const publisher: Publisher = { size: -1, running: Promise.resolve(), timer: setInterval(tick, interval) };
  publisher.timer.unref();
  publishers.set(platform, publisher);
  let busy = false;
  function tick(): void {
    if (busy) return;
    busy = true;
    publisher.running = publishIfGrown(platform, publisher)
      .then(() => askWitnesses(platform))
      // The database may be away for a moment; the next tick tries again.
      .catch((error: unknown) => platform.log.warn({ err: error }, 'no checkpoint was published'))
      .finally(() => {
        busy = false;
      });
  }
  await publishIfGrown(platform, publisher);
}

/** Ends the publishing with a checkpoint of all that was accepted. */
export async function stopPublishing(platform: Platform): Promise<void> {
  const publisher = publishers.get(platform);
  if (!publisher) return;
  clearInterval(publisher.timer);
  publishers.delete(platform);
  await publisher.running;
  await publishIfGrown(platform, publisher);
}

async function publishIfGrown(platform: Platform, publisher: Publisher): Promise<void> {
  const { size } = await readHead(platform.database.pool);
  if (size !== publisher.size) publisher.size = (await publishCheckpoint(platform)).size;
}
