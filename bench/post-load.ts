/**
 * A load of POSTs from a process of its own: reads a Load from standard input as JSON and prints a Seen. Closed: `connections`
 * callers, each asking again as soon as it was answered. Open: requests begin at a given rate whether or not earlier ones
 * were answered, as the public does; each is timed from when it was due. It speaks HTTP/1.1 on bare sockets, because a general
 * client costs as much processor time as the server that is to be measured.
 */
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Load {
  url: string;
  token: string;
  path: string;
  bodies: string[];
  seconds: number;
  /** Callers of a closed load; the most sockets of an open one. */
  connections: number;
  /** Requests a second of an open load. */
  rate?: number;
}

/** Times in ms. */
export interface Seen {
  served: number;
  /** Turned away with 429 or 503. */
  refused: number;
  /** Due, but not begun or not answered at the end. */
  unanswered: number;
  /** How many refusals said when to come back. */
  withRetryAfter: number;
  seconds: number;
  mean: number;
  p50: number;
  p99: number;
  refusedP99: number;
  /** Of all bodies that were served. */
  bytes: number;
  failures: [string, number][];
  kept: string[];
}

const load = JSON.parse(await text(process.stdin)) as Load;
const { hostname, port, host } = new URL(load.url);
const served: number[] = [];
const refused: number[] = [];
const failures = new Map<string, number>();
const kept: string[] = [];
const endOfHead = Buffer.from('\r\n\r\n');
const requests = load.bodies.map((body) =>
  Buffer.from(
    `POST ${load.path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${load.token}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  ),
);
let withRetryAfter = 0;
let bytes = 0;
let next = 0;

const begin = performance.now();
const end = begin + load.seconds * 1000;
const due = load.rate === undefined ? await closedLoad() : await openLoad(load.rate);
served.sort((a, b) => a - b);
refused.sort((a, b) => a - b);
const at = (times: number[], share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
const seen: Seen = {
  served: served.length,
  refused: refused.length,
  unanswered: due - served.length - refused.length,
  withRetryAfter,
  seconds: load.seconds,
  mean: served.reduce((sum, time) => sum + time, 0) / (served.length || 1),
  p50: at(served, 0.5),
  p99: at(served, 0.99),
  refusedP99: at(refused, 0.99),
  bytes,
  failures: [...failures],
  kept,
};
process.stdout.write(JSON.stringify(seen), () => process.exit(0));

async function closedLoad(): Promise<number> {
  let asked = 0;
  await Promise.all(
    Array.from({ length: load.connections }, async () => {
      const line = await openLine();
      while (performance.now() < end) {
        asked += 1;
        await line(performance.now());
      }
    }),
  );
  return asked;
}

async function openLoad(rate: number): Promise<number> {
  const idle: ((since: number) => Promise<void>)[] = [];
  const waiting: number[] = [];
  let lines = 0;
  let due = 0;
  const serve = async (line: (since: number) => Promise<void>) => {
    for (let since = waiting.shift(); since !== undefined; since = waiting.shift()) await line(since);
    idle.push(line);
  };
  for (let now = performance.now(); now < end; now = performance.now()) {
    for (; due < ((now - begin) / 1000) * rate; due += 1) {
      waiting.push(begin + (due / rate) * 1000);
      const line = idle.pop();
      if (line) void serve(line);
      else if (lines < load.connections) {
        lines += 1;
        void openLine().then(serve);
      }
    }
    await sleep(1);
  }
  await sleep(1000);
  return due;
}

/** A connection that asks one thing at a time; gives how to ask, with the instant from which to time it. */
function openLine(): Promise<(since: number) => Promise<void>> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let got: Buffer = Buffer.alloc(0);
    let answered: (() => void) | null = null;
    let started = 0;
    socket.on('error', reject);
    socket.on('connect', () =>
      resolve((since) => {
        started = since;
        socket.write(requests[(next++ * 7919) % requests.length]!);
        return new Promise((done) => {
          answered = done;
        });
      }),
    );
    socket.on('data', (chunk) => {
      got = got.length === 0 ? chunk : Buffer.concat([got, chunk]);
      const head = got.indexOf(endOfHead);
      if (head < 0) return;
      const fields = got.toString('latin1', 0, head);
      const length = Number(/content-length: (\d+)/i.exec(fields)?.[1]);
      if (got.length < head + 4 + length) return;
      note(Number(fields.slice(9, 12)), fields, got.subarray(head + 4));
      got = Buffer.alloc(0);
      answered!();
    });
    const note = (status: number, fields: string, body: Buffer) => {
      const time = performance.now() - started;
      if (status === 200) {
        served.push(time);
        bytes += body.length;
        if (served.length % 500 === 1 && kept.length < 20) kept.push(body.toString());
      } else if (status === 429 || status === 503) {
        refused.push(time);
        if (/retry-after: \d/i.test(fields)) withRetryAfter += 1;
      } else {
        const fault = body.toString().slice(0, 300);
        failures.set(fault, (failures.get(fault) ?? 0) + 1);
      }
    };
  });
}
