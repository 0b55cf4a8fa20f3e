/**
 * The load of bench/call.ts, in a process of its own: `connections` callers, each asking again as soon as it was answered.
 * Reads its task from standard input as JSON and prints what it saw as JSON.
 */
import { Agent, request } from 'node:http';
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
const agent = new Agent({ keepAlive: true, maxSockets: task.connections });
const latencies: number[] = [];
const failures = new Map<string, number>();

function callOnce(subject: string): Promise<{ status: number; body: string }> {
  const body = JSON.stringify({ subject, items: task.items, purpose: task.purpose });
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(task.path, task.url),
      {
        agent,
        method: 'POST',
        headers: {
          authorization: `Bearer ${task.token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const kept: string[] = [];
const end = performance.now() + task.seconds * 1000;
await Promise.all(
  Array.from({ length: task.connections }, async (_, caller) => {
    for (let i = caller; performance.now() < end; i += task.connections) {
      const before = performance.now();
      const { status, body } = await callOnce(task.subjects[(i * 7919) % task.subjects.length]!);
      latencies.push(performance.now() - before);
      if (status !== 200) failures.set(body.slice(0, 300), (failures.get(body.slice(0, 300)) ?? 0) + 1);
      else if (latencies.length % 500 === 0) kept.push(body);
    }
  }),
);
agent.destroy();
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
