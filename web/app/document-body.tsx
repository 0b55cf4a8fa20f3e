import { createElement, Fragment, type ReactNode, useMemo } from 'react';

/** What a document holds; the server has taken out all else, and here nothing else is drawn. */
const drawn = new Set(
  'h2 h3 h4 p br hr blockquote pre code ul ol li dl dt dd strong em u s sub sup a table caption thead tbody tfoot tr th td'.split(
    ' ',
  ),
);
const spans = { colspan: 'colSpan', rowspan: 'rowSpan', start: 'start', scope: 'scope' } as const;

/** The text of a document, drawn element by element: no HTML is put into the page. */
export function DocumentBody({ html }: { html: string }) {
  const content = useMemo(() => {
    const { body } = new DOMParser().parseFromString(html, 'text/html');
    return [...body.childNodes].map(draw);
  }, [html]);
  // Documents are written in Chinese, whatever the language of the page around them.
  return (
    <div className="document-body" lang="zh-CN">
      {content}
    </div>
  );
}

function draw(node: Node, place: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  const name = node.localName;
  const children = [...node.childNodes].map(draw);
  if (!drawn.has(name)) return <Fragment key={place}>{children}</Fragment>;
  const props: Record<string, string> = { key: String(place) };
  for (const [attribute, prop] of Object.entries(spans)) {
    const value = node.getAttribute(attribute);
    if (value !== null) props[prop] = value;
  }
  const href = name === 'a' ? node.getAttribute('href') : null;
  if (href && /^(https?:|mailto:|tel:)/.test(href)) Object.assign(props, { href, rel: 'noopener noreferrer' });
  if (name === 'table')
    return (
      <div key={place} className="document-table">
        {createElement(name, props, ...children)}
      </div>
    );
  return name === 'br' || name === 'hr' ? createElement(name, props) : createElement(name, props, ...children);
}
