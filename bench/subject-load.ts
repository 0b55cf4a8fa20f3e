/**
 * The load of bench/snapshot-switch.ts: one client asks about subjects of one resource, in a process of its own: `connections` callers, each asking again as soon as it was answered.
 * Reads its task from standard input as JSON and prints what it saw as JSON. It speaks HTTP/1.1 on bare sockets, because a
 * general client costs as much processor time as the server that is to be measured.
 */
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

interface Task {
  url: string;
  token: string;
  path: string;
  subjects: string[];
  items: string[];
  purpose: string;
  connections: number;
  seconds: number;
}

const task = JSON.parse(await text(process.stdin)) as Task;
const { hostname, port, host } = new URL(task.url);
const latencies: number[] = [];
const failures = new Map<string, number>();
const kept: string[] = [];
const endOfHead = Buffer.from('\r\n\r\n');

const requests = task.subjects.map((subject) => {
  const body = JSON.stringify({ subject, items: task.items, purpose: task.purpose });
  return Buffer.from(
    `POST ${task.path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${task.token}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
});

const end = performance.now() + task.seconds * 1000;
await Promise.all(Array.from({ length: task.connections }, (_, caller) => callInTurn(caller)));
latencies.sort((a, b) => a - b);
const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
console.log(
  JSON.stringify({
    calls: latencies.length,
    seconds: task.seconds,
    p50: at(0.5),
    p99: at(0.99),
    failures: [...failures],
    kept,
  }),
);

/** One caller on one connection, until the time is over. */
function callInTurn(caller: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let i = caller;
    let before = 0;
    let got: Buffer = Buffer.alloc(0);
    const ask = () => {
      before = performance.now();
      if (before >= end) {
        socket.destroy();
        resolve();
        return;
      }
      socket.write(requests[(i * 7919) % requests.length]!);
      i += task.connections;
    };
    socket.on('connect', ask);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      got = got.length === 0 ? chunk : Buffer.concat([got, chunk]);
      const head = got.indexOf(endOfHead);
      if (head < 0) return;
      const fields = got.toString('latin1', 0, head);
      const length = Number(/content-length: (\d+)/i.exec(fields)?.[1]);
      if (got.length < head + 4 + length) return;
      note(Number(fields.slice(9, 12)), got.subarray(head + 4));
      got = Buffer.alloc(0);
      ask();
    });
    const note = (status: number, body: Buffer) => {
      latencies.push(performance.now() - before);
      if (status !== 200) {
        const fault = body.toString().slice(0, 300);
        failures.set(fault, (failures.get(fault) ?? 0) + 1);
      } else if (latencies.length % 500 === 0) kept.push(body.toString());
    };
  });
}
