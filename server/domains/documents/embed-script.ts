/**
 * The script that a site puts on a page to show one of its columns. It builds the list from text alone, within a shadow root, so that the
 * page's styles and the list do not meet; what the column shows is asked for at each visit, so that a withdrawal holds at once.
 * Fonts and colours are the page's own.
 */
export function embedScript(origin: string): string {
  return `(() => {
  'use strict';
  const script = document.currentScript;
  const { site, channel, limit = '10' } = script.dataset;
  const host = document.createElement('div');
  script.after(host);
  const root = host.attachShadow({ mode: 'open' });
  const make = (name, text, props) => Object.assign(document.createElement(name), { textContent: text }, props);
  const english = document.documentElement.lang.startsWith('en');
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('ul{list-style:none;margin:0;padding:0}li{padding:.5em 0;display:flex;gap:1em;justify-content:space-between}a{color:inherit}time{white-space:nowrap;opacity:.75}');
  root.adoptedStyleSheets = [sheet];
  const path = '/api/v1/sites/' + encodeURIComponent(site) + '/channels/' + encodeURIComponent(channel) + '/documents';
  fetch(${JSON.stringify(origin)} + path + '?limit=' + encodeURIComponent(limit))
    .then((reply) => (reply.ok ? reply.json() : Promise.reject(reply.status)))
    .then(({ items }) => {
      if (items.length === 0) return root.append(make('p', english ? 'Nothing is published here yet.' : '暂无内容。'));
      const list = document.createElement('ul');
      for (const item of items) {
        const line = document.createElement('li');
        const title = (english && item.titleEn) || item.title;
        line.append(
          make('a', title, { href: ${JSON.stringify(origin)} + '/sites/' + encodeURIComponent(site) + '/documents/' + item.id }),
          make('time', item.publishedAt.slice(0, 10), { dateTime: item.publishedAt }),
        );
        list.append(line);
      }
      root.append(list);
    })
    .catch(() => root.append(make('p', english ? 'The list cannot be shown now.' : '列表暂时无法显示。')));
})();
`;
}
