import './console.css';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tone } from './parts.tsx';

export interface Bar {
  key: string;
  label: string;
  value: number;
  tone?: Tone;
}

interface BarsProps {
  /** The finding in a sentence, not the name of the axes. */
  title: string;
  bars: Bar[];
  /** The heads of the table under the chart. */
  heads: [label: string, value: string];
  /** How a value reads; plain digits in groups when left out. */
  format?(value: number): string;
  /** `rows` compares named things; `columns` runs along time. */
  kind?: 'rows' | 'columns';
}

/** Bars from zero with the figures on them, and the same as a table under it. */
export function Bars({ title, bars, heads, format = (value) => value.toLocaleString('en'), kind = 'rows' }: BarsProps) {
  const { t } = useTranslation();
  const id = useId();
  const top = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption id={id}>{title}</figcaption>
      {kind === 'rows' ? <Rows {...{ bars, top, format }} /> : <Columns {...{ bars, top, format }} />}
      <details className="chart-table">
        <summary>{t('chart.table')}</summary>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{heads[0]}</th>
              <th scope="col" data-align="end">
                {heads[1]}
              </th>
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.key}>
                <th scope="row">{bar.label}</th>
                <td data-align="end">{format(bar.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

interface Drawn {
  bars: Bar[];
  top: number;
  format(value: number): string;
}

function Rows({ bars, top, format }: Drawn) {
  return (
    <div className="chart-rows" aria-hidden="true">
      {bars.map(({ key, label, value, tone = 'act' }) => (
        <div key={key} className="chart-row">
          <span className="chart-label">{label}</span>
          <svg className="chart-track" width="100%" height="16" role="presentation">
            <rect width={`${(value / top) * 100}%`} height="16" rx="2" data-tone={tone} />
          </svg>
          <span className="chart-value">{format(value)}</span>
        </div>
      ))}
    </div>
  );
}

const height = 160;
const foot = 24;
const head = 20;

function Columns({ bars, top, format }: Drawn) {
  const step = 100 / Math.max(1, bars.length);
  // A label every so many columns, so that they never run into each other on a phone.
  const every = Math.ceil(bars.length / 6);
  const highest = bars.findIndex(({ value }) => value === top);
  return (
    <svg className="chart-columns" width="100%" height={head + height + foot} aria-hidden="true">
      {bars.map(({ key, label, value, tone = 'act' }, place) => {
        const tall = (value / top) * height;
        const middle = `${(place + 0.5) * step}%`;
        // At the edges the words keep inside the picture.
        const anchor =
          bars.length < 5 ? 'middle' : place === 0 ? 'start' : place === bars.length - 1 ? 'end' : 'middle';
        const said = bars.length <= 8 || place === highest || place === bars.length - 1;
        return (
          <g key={key}>
            <rect
              x={`${(place + 0.15) * step}%`}
              width={`${step * 0.7}%`}
              y={head + height - tall}
              height={tall}
              rx="2"
              data-tone={tone}
            />
            {said && (
              <text x={middle} y={head + height - tall - 6} textAnchor={anchor} className="chart-value">
                {format(value)}
              </text>
            )}
            {place % every === 0 && (
              <text x={middle} y={head + height + 18} textAnchor={anchor}>
                {label}
              </text>
            )}
          </g>
        );
      })}
      <line x1="0" x2="100%" y1={head + height} y2={head + height} />
    </svg>
  );
}
