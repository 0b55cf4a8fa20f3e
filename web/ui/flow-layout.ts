/** One stream: from an end on the left to an end on the right. */
export interface Stream {
  from: string;
  to: string;
  amount: number;
}

export interface PlacedEnd {
  id: string;
  side: 'from' | 'to';
  amount: number;
  x: number;
  y: number;
  height: number;
}

export interface PlacedStream extends Stream {
  path: string;
}

/** Breadth of the bars at both ends, and the room above each for its label. */
export const barWidth = 10;
const labelRoom = 22;
const gap = 14;
/** Nothing that flows is thinner than can be seen and pointed at. */
const thinnest = 3;

/**
 * Places the ends of streams in two columns, the largest first, and the streams between them as bands as wide as their amount.
 * What comes out is geometry alone; `width` is that of the drawing in pixels.
 */
export function layOut(
  streams: readonly Stream[],
  width: number,
): { ends: PlacedEnd[]; streams: PlacedStream[]; height: number } {
  const total = Math.max(
    1,
    streams.reduce((sum, { amount }) => sum + amount, 0),
  );
  const scale = Math.min(360, 90 + 40 * streams.length) / total;
  const thick = ({ amount }: Stream) => Math.max(thinnest, amount * scale);
  const ends = { from: column(streams, 'from', 0, thick), to: column(streams, 'to', width - barWidth, thick) };
  const order = (side: 'from' | 'to') => new Map(ends[side].map(({ id }, place) => [id, place]));
  const [left, right] = [order('from'), order('to')];
  const used = { from: new Map<string, number>(), to: new Map<string, number>() };
  const take = (side: 'from' | 'to', id: string, height: number): number => {
    const start = used[side].get(id) ?? ends[side].find((end) => end.id === id)!.y;
    used[side].set(id, start + height);
    return start;
  };
  // At each end the bands leave in the order of where they go, so that they cross no more than they must.
  const starts = new Map<Stream, number>();
  for (const stream of [...streams].sort((a, b) => right.get(a.to)! - right.get(b.to)!)) {
    starts.set(stream, take('from', stream.from, thick(stream)));
  }
  const placed = [...streams]
    .sort((a, b) => left.get(a.from)! - left.get(b.from)!)
    .map((stream) => {
      const height = thick(stream);
      return { ...stream, path: band(starts.get(stream)!, take('to', stream.to, height), height, width) };
    });
  const all = [...ends.from, ...ends.to];
  return { ends: all, streams: placed, height: Math.max(0, ...all.map((end) => end.y + end.height)) };
}

function column(
  streams: readonly Stream[],
  side: 'from' | 'to',
  x: number,
  thick: (stream: Stream) => number,
): PlacedEnd[] {
  const sums = new Map<string, { amount: number; height: number }>();
  for (const stream of streams) {
    const sum = sums.get(stream[side]) ?? { amount: 0, height: 0 };
    sums.set(stream[side], { amount: sum.amount + stream.amount, height: sum.height + thick(stream) });
  }
  let y = 0;
  return [...sums]
    .sort(([, a], [, b]) => b.amount - a.amount)
    .map(([id, { amount, height }]) => {
      const end: PlacedEnd = { id, side, amount, x, y: y + labelRoom, height };
      y = end.y + height + gap;
      return end;
    });
}

function band(from: number, to: number, height: number, width: number): string {
  const [start, end, middle] = [barWidth, width - barWidth, width / 2];
  return `M${start} ${from}C${middle} ${from} ${middle} ${to} ${end} ${to}V${to + height}C${middle} ${to + height} ${middle} ${from + height} ${start} ${from + height}Z`;
}
