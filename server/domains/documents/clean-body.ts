import sanitizeHtml from 'sanitize-html';

/** What a document may hold: text in its order, lists, tables, quotes and links. Looks are the site's that shows it. */
const allowedTags = [
  ...['h2', 'h3', 'h4', 'p', 'br', 'hr', 'blockquote', 'pre', 'code'],
  ...['ul', 'ol', 'li', 'dl', 'dt', 'dd'],
  ...['strong', 'em', 'u', 's', 'sub', 'sup', 'a'],
  ...['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
];

/** Elements that say nothing without text, by the names they come under. */
const emptyIsNothing = new Set([
  ...['p', 'div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li', 'a'],
  ...['strong', 'b', 'em', 'i', 'u', 'ins', 's', 'strike', 'del', 'sub', 'sup'],
]);

const options: sanitizeHtml.IOptions = {
  allowedTags,
  allowedAttributes: { a: ['href'], th: ['colspan', 'rowspan', 'scope'], td: ['colspan', 'rowspan'], ol: ['start'] },
  allowedSchemes: ['https', 'http', 'mailto', 'tel'],
  allowProtocolRelative: false,
  nonTextTags: [
    'script',
    'style',
    'textarea',
    'option',
    'noscript',
    'iframe',
    'object',
    'svg',
    'math',
    'template',
    'title',
  ],
  nestingLimit: 30,
  transformTags: { h1: 'h2', h5: 'h4', h6: 'h4', b: 'strong', i: 'em', strike: 's', del: 's', ins: 'u', div: 'p' },
  // An empty paragraph says nothing; breaks, rules and empty cells do.
  exclusiveFilter: ({ tag, text, mediaChildren }) =>
    emptyIsNothing.has(tag) && !text.trim() && mediaChildren.length === 0,
};

/** What was taken out of a text, by the name of its element, with how often. */
export type Dropped = { what: string; times: number }[];

/** Carries no looks and no meaning of its own: its text stays where it stood. */
const wrappers = new Set([
  'html',
  'head',
  'body',
  'span',
  'font',
  'center',
  'section',
  'article',
  'main',
  'header',
  'footer',
]);

/**
 * The HTML with everything taken out that a document does not hold: scripts, styles, images, frames, event handlers, and links
 * that are none. What it gives is safe to put into a page, and cleaning it again changes nothing. `dropped` counts what went.
 */
export function cleanBody(html: string): { body: string; dropped: Dropped } {
  const times = new Map<string, number>();
  let body = sanitizeHtml(html, {
    ...options,
    onOpenTag: (name) => {
      if (allowedTags.includes(name) || name in options.transformTags! || wrappers.has(name)) return;
      times.set(name, (times.get(name) ?? 0) + 1);
    },
  }).trim();
  // What held only what was taken out may be nothing now; each turn only takes away, so this ends.
  for (let next = sanitizeHtml(body, options).trim(); next !== body; next = sanitizeHtml(body, options).trim())
    body = next;
  return { body, dropped: [...times].map(([what, count]) => ({ what, times: count })) };
}

/** The words of a cleaned body, for search and for feeds: no marks, white space folded. */
export function plainText(body: string): string {
  return sanitizeHtml(body.replace(/<\/?(p|h[234]|li|td|th|tr|br|blockquote|dt|dd|caption)\b[^>]*>/g, ' '), {
    allowedTags: [],
    allowedAttributes: {},
  })
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ')
    .trim();
}
