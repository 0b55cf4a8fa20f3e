import type { FastifyInstance } from 'fastify';
import { type ErrorCode, errors, type Language } from '../../contracts/errors.ts';

const words = {
  'zh-CN': {
    title: '开发者文档',
    intro: '一个密钥、一种调用，只取授权的信息项，每次调用都有回执。',
    api: '接口说明（OpenAPI 3.1）',
    raw: '机器可读的接口描述',
    errors: '错误代码',
    errorsIntro:
      '每个错误答复都是 application/problem+json (RFC 9457)，其 code 在下表中。花括号里的名称由 details 填写。',
    code: '代码',
    status: '状态码',
    meaning: '含义',
    back: '返回首页',
  },
  en: {
    title: 'For developers',
    intro: 'One key, one call: exactly the items granted, and a receipt each time.',
    api: 'The API (OpenAPI 3.1)',
    raw: 'The description for machines',
    errors: 'Error codes',
    errorsIntro:
      'Every error reply is application/problem+json (RFC 9457) whose code stands here. Names in braces are filled from its details.',
    code: 'Code',
    status: 'Status',
    meaning: 'Meaning',
    back: 'Front page',
  },
} as const;

const css = `:root{color-scheme:light dark;--paper:#fff;--ink:#17202e;--quiet:#4a5568;--line:#d5d9e0;--act:#1a4fb4}
@media(prefers-color-scheme:dark){:root{--paper:#12161d;--ink:#e8ecf2;--quiet:#b3bccb;--line:#343d4b;--act:#8fb4ff}}
body{margin:0 auto;max-width:60rem;padding:1.5rem 1rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.6 "PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC",system-ui,sans-serif}
a{color:var(--act)}li{margin:.5rem 0}table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{color:var(--quiet)}code{font-family:ui-monospace,monospace;font-size:.9em}tr:target{outline:2px solid var(--act)}`;

/** The developer's pages that are printed from the code itself: an index, and the one table of error codes. */
export function serveDocs(server: FastifyInstance): void {
  server.get('/docs/docs.css', { schema: { hide: true } }, async (_, reply) =>
    reply.type('text/css; charset=utf-8').send(css),
  );
  server.get('/docs', { schema: { hide: true } }, async (request, reply) =>
    reply.type('text/html; charset=utf-8').send(indexPage(request.language)),
  );
  server.get('/docs/errors', { schema: { hide: true } }, async (request, reply) =>
    reply.type('text/html; charset=utf-8').send(errorsPage(request.language)),
  );
}

function indexPage(language: Language): string {
  const t = words[language];
  return page(
    language,
    t.title,
    `<p>${t.intro}</p><ul><li><a href="/docs/api">${t.api}</a></li><li><a href="/docs/errors">${t.errors}</a></li><li><a href="/openapi.json">${t.raw}</a></li></ul>`,
  );
}

function errorsPage(language: Language): string {
  const t = words[language];
  const rows = (Object.keys(errors) as ErrorCode[]).map((code) => {
    const { status, zh, en } = errors[code];
    return `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${escapeHtml(language === 'en' ? en : zh)}</td></tr>`;
  });
  return page(
    language,
    t.errors,
    `<p>${t.errorsIntro}</p><table><thead><tr><th scope="col">${t.code}</th><th scope="col">${t.status}</th><th scope="col">${t.meaning}</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
  );
}

function page(language: Language, title: string, body: string): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · Legwork</title><link rel="stylesheet" href="/docs/docs.css"></head><body><main><h1>${title}</h1>${body}<p><a href="/">${words[language].back}</a></p></main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
