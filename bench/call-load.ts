/**
 * The load of the call's benches, in a process of its own: `connections` callers, each asking again as soon as it was answered.
 * Reads its task from standard input as JSON and prints what it saw as JSON. It speaks HTTP/1.1 on bare sockets and only keeps
 * the bytes of the replies while the time runs, because a general client costs as much processor time as the server that is to
 * be measured. When the time is over it reads them all: every reply is held to its question and every receipt is verified.
 */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type LoadTask, type Reply, readReplies } from './call-replies.ts';

const task = JSON.parse(await text(process.stdin)) as LoadTask;
const endOfHead = Buffer.from('\r\n\r\n');
const lengthField = Buffer.from('content-length: ');

const requests = task.asks.map(({ path, token, body }) =>
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: ${new URL(task.urls[0]!).host}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  ),
);
const replies: Reply[] = [];
/** What one read of a socket gives is looked at before the next read, so that all sockets read into one buffer. */
const incoming = Buffer.alloc(65_536);
const slabSize = 16 * 2 ** 20;
let slab = Buffer.allocUnsafeSlow(slabSize);
let used = 0;
function keep(bytes: Uint8Array): Buffer {
  if (used + bytes.length > slabSize) {
    slab = Buffer.allocUnsafeSlow(slabSize);
    used = 0;
  }
  slab.set(bytes, used);
  used += bytes.length;
  return slab.subarray(used - bytes.length, used);
}

let next = 0;
const usage = process.cpuUsage();
const begin = performance.now();
const end = begin + task.seconds * 1000;
await Promise.all(Array.from({ length: task.connections }, (_, caller) => callInTurn(caller)));
const seconds = (performance.now() - begin) / 1000;
const cpu = process.cpuUsage(usage);
console.log(JSON.stringify({ seconds, cpuSeconds: (cpu.user + cpu.system) / 1e6, ...readReplies(task, replies) }));

/** One caller on one connection, until the time is over. */
function callInTurn(caller: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(task.urls[caller % task.urls.length]!);
    let before = 0;
    let ask = 0;
    let part: Buffer | null = null;
    const socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: {
        buffer: incoming,
        callback(length) {
          const read = incoming.subarray(0, length);
          take(part ? Buffer.concat([part, read]) : read);
          return true;
        },
      },
    });
    const send = () => {
      before = performance.now();
      if (before >= end) {
        socket.destroy();
        resolve();
        return;
      }
      ask = next;
      next = (next + 1) % requests.length;
      socket.write(requests[ask]!);
    };
    const take = (got: Buffer) => {
      const head = got.indexOf(endOfHead);
      const field = got.indexOf(lengthField);
      const length = head < 0 ? Number.NaN : numberAt(got, field + lengthField.length);
      if (head < 0 || got.length < head + 4 + length) {
        part = Buffer.from(got);
        return;
      }
      part = null;
      const now = performance.now();
      replies.push({ ask, status: numberAt(got, 9), ms: now - before, body: keep(got.subarray(head + 4)) });
      send();
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('end', () => reject(new Error('the server closed a connection')));
  });
}

function numberAt(bytes: Buffer, place: number): number {
  let value = 0;
  for (let at = place; ; at += 1) {
    const digit = bytes[at]! - 48;
    if (!(digit >= 0 && digit <= 9)) return value;
    value = value * 10 + digit;
  }
}
