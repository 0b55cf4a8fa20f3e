import './console.css';
import { CopyButton } from './copy-button.tsx';

/** Code or an answer to be read and copied, under its name. Scrolls in a box of its own. */
export function CodeBlock({ label, code }: { label: string; code: string }) {
  return (
    <figure className="code-block">
      <figcaption>
        <span>{label}</span>
        <CopyButton text={code} of={label} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is a stop of the keyboard (WCAG 2.1.1) */}
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
