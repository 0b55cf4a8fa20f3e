import './flow-chart.css';
import { type KeyboardEvent, type ReactNode, type RefObject, useId, useLayoutEffect, useRef, useState } from 'react';
import { barWidth, layOut, type PlacedEnd, type Stream } from './flow-layout.ts';

interface FlowChartProps {
  /** The finding, as a sentence. */
  title: string;
  /** What stands on the left and on the right. */
  ends: [from: string, to: string];
  streams: Stream[];
  nameOf(end: string): string;
  format(amount: number): string;
  /** A stream in words, for its name and the line under the picture. */
  sayStream(stream: Stream): string;
  sayEnd(end: string, side: 'from' | 'to', amount: number): string;
  /** A stream or an end was chosen. */
  onChoose(chosen: { from?: string; to?: string }): void;
  hint: ReactNode;
}

type Lit = { from?: string; to?: string };

/** Who gives to whom: two columns and bands as wide as what flows. Pointing at a band or an end, or reaching it by Tab, lights it up. */
export function FlowChart({ title, ends, streams, nameOf, format, sayStream, sayEnd, onChoose, hint }: FlowChartProps) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [lit, setLit] = useState<Lit & { said: string }>();
  const drawn = layOut(streams, width);
  const isOn = (stream: Lit) =>
    lit !== undefined && (!lit.from || lit.from === stream.from) && (!lit.to || lit.to === stream.to);
  const endOn = ({ id: end, side }: PlacedEnd) => streams.some((stream) => stream[side] === end && isOn(stream));
  const acts = (chosen: Lit, said: string) => ({
    role: 'button',
    tabIndex: 0,
    'aria-label': said,
    onMouseEnter: () => setLit({ ...chosen, said }),
    onMouseLeave: () => setLit(undefined),
    onFocus: () => setLit({ ...chosen, said }),
    onBlur: () => setLit(undefined),
    onClick: () => onChoose(chosen),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      onChoose(chosen);
    },
  });
  return (
    <figure className="flow-chart" aria-labelledby={id}>
      <figcaption id={id}>{title}</figcaption>
      <div className="flow-frame" data-lit={lit !== undefined}>
        <p className="flow-ends">
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </p>
        <div ref={frame}>
          <svg width={width} height={drawn.height} viewBox={`0 0 ${width} ${drawn.height}`}>
            <title>{title}</title>
            {drawn.streams.map((stream) => (
              <g
                key={`${stream.from} ${stream.to}`}
                className="flow-link"
                data-on={isOn(stream) || undefined}
                {...acts({ from: stream.from, to: stream.to }, sayStream(stream))}
              >
                <path d={stream.path} />
              </g>
            ))}
            {drawn.ends.map((end) => (
              <g
                key={`${end.side} ${end.id}`}
                className="flow-end"
                data-on={endOn(end) || undefined}
                {...acts({ [end.side]: end.id }, sayEnd(end.id, end.side, end.amount))}
              >
                <rect x={end.x} y={end.y} width={barWidth} height={end.height} rx="2" />
              </g>
            ))}
            {/* Cut to the room that there is: the end's own label says it whole. */}
            {drawn.ends.map((end) => (
              <g key={`${end.side} ${end.id}`} className="flow-name" data-on={endOn(end) || undefined}>
                <text
                  x={end.side === 'from' ? 0 : width}
                  y={end.y - 7}
                  textAnchor={end.side === 'from' ? 'start' : 'end'}
                >
                  {fitted(nameOf(end.id), width)} <tspan className="flow-amount">{format(end.amount)}</tspan>
                </text>
              </g>
            ))}
          </svg>
        </div>
        <p className="flow-said" aria-hidden="true">
          {lit ? lit.said : hint}
        </p>
      </div>
    </figure>
  );
}

/** As many signs as half of the drawing holds: a Chinese one is about 13 px wide, a Latin one 7. */
function fitted(name: string, width: number): string {
  const room = width / 2 - 56;
  let used = 0;
  for (const [place, sign] of [...name].entries()) {
    used += /[\u2e80-\uffef]/.test(sign) ? 13.5 : 7;
    if (used > room) return `${[...name].slice(0, Math.max(1, place - 1)).join('')}…`;
  }
  return name;
}

function useWidth(box: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(640);
  useLayoutEffect(() => {
    const element = box.current!;
    const measure = () => setWidth(Math.max(240, Math.floor(element.clientWidth)));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, [box]);
  return width;
}
