import './console.css';
import type { ReactNode } from 'react';
import type { Tone } from './parts.tsx';

interface StatProps {
  label: ReactNode;
  value: ReactNode;
  /** Beside the figure, smaller: 件, ms, %. */
  unit?: string;
  /** Under it: what it is compared with, or where to go on. */
  note?: ReactNode;
  tone?: Tone;
}

/** One figure with its name. `tone` only where the figure calls for something. */
export function Stat({ label, value, unit, note, tone = 'plain' }: StatProps) {
  return (
    <div className="stat" data-tone={tone}>
      <dt>{label}</dt>
      <dd>
        <span className="stat-value">{value}</span>
        {unit && <span className="stat-unit">{unit}</span>}
        {note && <span className="stat-note">{note}</span>}
      </dd>
    </div>
  );
}

/** Figures side by side. */
export function Stats({ label, children }: { label?: string; children: ReactNode }) {
  return (
    <dl className="stats" aria-label={label}>
      {children}
    </dl>
  );
}
