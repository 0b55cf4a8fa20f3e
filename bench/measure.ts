import { spawn, spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

/** What a bench reports; written to bench/results/NAME.json as measured. */
export interface BenchResult {
  name: string;
  /** Ours against the bound or peer: what stands in `what`. Null where there is nothing to stand beside. */
  ratio: number | null;
  what: string;
  figures: Record<string, unknown>;
}

export interface BenchOptions {
  full: boolean;
  say(line: string): void;
}

export interface Spread {
  min: number;
  lowerQuartile: number;
  median: number;
  upperQuartile: number;
  max: number;
  runs: number;
}

/** Minimum, quartiles (linear interpolation) and maximum of several runs. */
export function spread(values: number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => {
    const place = (sorted.length - 1) * share;
    const below = sorted[Math.floor(place)]!;
    const above = sorted[Math.ceil(place)]!;
    return round(below + (above - below) * (place - Math.floor(place)));
  };
  return {
    min: at(0),
    lowerQuartile: at(0.25),
    median: at(0.5),
    upperQuartile: at(0.75),
    max: at(1),
    runs: values.length,
  };
}

/** Four significant digits: more would be noise. */
export function round(value: number): number {
  return Number(value.toPrecision(4));
}

/** Runs ours and the bound in turn, so that a machine whose speed drifts treats both alike. */
export async function inPairs<T>(
  pairs: number,
  ours: () => Promise<T>,
  bound: () => Promise<T>,
  onPair: (pair: number, ours: T, bound: T) => void,
): Promise<{ ours: T[]; bound: T[] }> {
  const result: { ours: T[]; bound: T[] } = { ours: [], bound: [] };
  for (let pair = 1; pair <= pairs; pair += 1) {
    const mine = await ours();
    const theirs = await bound();
    result.ours.push(mine);
    result.bound.push(theirs);
    onPair(pair, mine, theirs);
  }
  return result;
}

/** The machine as a reader of the results needs to know it. */
export function machine(): Record<string, unknown> {
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    kernel: spawnSync('uname', ['-sr'], { encoding: 'utf8' }).stdout.trim(),
  };
}

/** A program of PostgreSQL's client packages, with the line to type when it is not there. */
export function postgresProgram(name: 'pgbench' | 'psql'): string {
  const found = spawnSync(
    'sh',
    ['-c', `command -v ${name} || ls -1 /usr/lib/postgresql/*/bin/${name} 2>/dev/null | sort -V | tail -n 1`],
    { encoding: 'utf8' },
  ).stdout.trim();
  if (!found) throw new Error(`${name} is not installed: apt-get install postgresql-client postgresql-contrib`);
  return found.split('\n')[0]!;
}

export interface Connection {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

/** Runs one of PostgreSQL's programs on a connection; resolves with what it printed. */
export function runPostgres(program: string, args: string[], connection: Connection, input = ''): Promise<string> {
  const { host, port, user, password, database } = connection;
  return output(
    program,
    args,
    { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: database },
    input,
  );
}

/** What a program prints, given its standard input; rejects when it does not end with 0. */
export function output(program: string, args: string[], env: Record<string, string>, input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
    let text = '';
    // Decoded as one stream: a character may be cut in two by the chunks.
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(text) : reject(new Error(`${program} ended with ${code}: ${text.slice(-500)}`)),
    );
    child.stdin.end(input);
  });
}
