import type { Readable } from 'node:stream';

export interface Patience {
  /** How long a sender may be silent, ms. */
  silence: number;
  /** What a sender has to bring over the whole of what it was waited for, bytes a second. */
  bytesPerSecond: number;
}

const usual: Patience = { silence: 60_000, bytesPerSecond: 4096 };

export interface SenderWatch {
  /** From here on the sender is waited for. */
  wait(): void;
  /** Something came, or nothing more is waited for. */
  rest(bytes: number): void;
}

/**
 * Cuts off a sender who is silent, or who keeps an upload open by a byte now and then: what an upload holds (a lock, a
 * connection to the database) would be held as long. Only waiting counts, not the time that a reader takes.
 */
export function watchSender(source: Readable, patience: Patience = usual): SenderWatch {
  let received = 0;
  let waited = 0;
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    wait() {
      since = performance.now();
      const left = patience.silence + (received / patience.bytesPerSecond) * 1000 - waited;
      const patient = Math.max(0, Math.min(patience.silence, left));
      timer = setTimeout(() => source.destroy(new Error('the sender was too slow')), patient);
    },
    rest(bytes) {
      clearTimeout(timer);
      if (since > 0) waited += performance.now() - since;
      since = 0;
      received += bytes;
    },
  };
}
