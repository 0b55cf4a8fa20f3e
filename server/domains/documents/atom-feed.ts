import type { ShownLine } from '../../../contracts/documents.ts';

/** XML 1.0 has no place for other control characters, not even escaped. */
const control = /[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu;

function escaped(text: string): string {
  return text
    .replace(control, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** An Atom feed (RFC 4287). `updated` is the newest entry's, or of an empty feed the instant asked. */
export function atomFeed(feed: {
  title: string;
  self: string;
  home: string;
  now: Date;
  pageOf(id: string): string;
  lines: readonly ShownLine[];
}): string {
  const { title, self, home, now, pageOf, lines } = feed;
  const entries = lines.map(
    (line) => `  <entry>
    <id>urn:uuid:${line.id}</id>
    <title>${escaped(line.title)}</title>
    <link rel="alternate" type="text/html" href="${escaped(pageOf(line.id))}"/>
    <updated>${line.publishedAt}</updated>
    <published>${line.publishedAt}</published>
    <author><name>${escaped(line.agencyName)}</name></author>
    <category term="${line.kind}"/>
    <summary>${escaped(line.summary)}</summary>
  </entry>
`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">
  <id>${escaped(self)}</id>
  <title>${escaped(title)}</title>
  <link rel="self" type="application/atom+xml" href="${escaped(self)}"/>
  <link rel="alternate" type="text/html" href="${escaped(home)}"/>
  <updated>${lines[0]?.publishedAt ?? now.toISOString()}</updated>
${entries.join('')}</feed>
`;
}
