import type { Language } from '../../../contracts/errors.ts';
import { html, type Markup } from './html.ts';
import { type PageWord, word } from './page-words.ts';
import type { StoredAccount } from './store.ts';

/** Only our own style sheet: no scripts, no images, no frames, no base. */
export const pagePolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A whole page. */
export function page(language: Language, title: PageWord, body: Markup): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${word(language, title)} · ${word(language, 'product')}</title>
<link rel="stylesheet" href="/sign-in.css">
</head>
<body>
<header><a href="/">${word(language, 'product')}</a></header>
<main>
<h1>${word(language, title)}</h1>
${body}
</main>
</body>
</html>
`.text;
}

export interface SignInView {
  language: Language;
  returnTo: string;
  username: string;
  /** What is wrong, in the reader's words. */
  fault: string | null;
  /** Who is signed in already. */
  signedInAs: string | null;
  demo: StoredAccount[];
}

export function signInPage(view: SignInView): string {
  const { language, returnTo, username, fault, signedInAs, demo } = view;
  const say = (key: PageWord, details?: Record<string, string>) => word(language, key, details);
  const otherTag = say('otherTag');
  const other = `/sign-in?${new URLSearchParams({ lang: otherTag, returnTo }).toString()}`;
  return page(
    language,
    'signInTitle',
    html`<p class="lead">${say('signInLead')}</p>
${
  signedInAs !== null &&
  html`<p class="note">${say('signedInAs', { name: signedInAs })} <a href="${returnTo}">${say('goOn')}</a></p><p>${say('orOther')}</p>`
}
<form method="post" action="/sign-in">
${fault !== null && html`<p class="fault" role="alert" id="fault">${fault}</p>`}
<input type="hidden" name="returnTo" value="${returnTo}">
<input type="hidden" name="lang" value="${language}">
<label for="username">${say('username')}</label>
<input id="username" name="username" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="80" required value="${username}"${described(fault)}>
<label for="password">${say('password')}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required${described(fault)}>
<button type="submit">${say('signIn')}</button>
</form>
<p class="quiet"><a href="${other}" lang="${otherTag}" hreflang="${otherTag}">${say('other')}</a></p>
${demo.length > 0 && demoHint(language, demo)}`,
  );
}

function described(fault: string | null): Markup | null {
  return fault === null ? null : html` aria-invalid="true" aria-describedby="fault"`;
}

function demoHint(language: Language, demo: StoredAccount[]): Markup {
  const role = (account: StoredAccount) =>
    account.agencyId === null
      ? word(language, 'demoPerson')
      : account.roles.map((name) => word(language, `role.${name}`)).join(language === 'en' ? ', ' : '、');
  return html`<section aria-labelledby="demo">
<h2 id="demo">${word(language, 'demoTitle')}</h2>
<p class="quiet">${word(language, 'demoLead')}</p>
<ul>${demo.map((account) => html`<li><code>${account.username}</code> ${account.name} · ${role(account)}</li>`)}</ul>
</section>`;
}

export interface ConsentView {
  language: Language;
  uid: string;
  client: string;
  name: string;
  scopes: string[];
}

/** Asks the person, in plain words, whether an application may have what it asks for (个人信息保护法 art. 14, 17). */
export function consentPage({ language, uid, client, name, scopes }: ConsentView): string {
  const known = (['openid', 'profile', 'api'] as const).filter((scope) => scopes.includes(scope));
  const lines =
    known.length > 0 ? known.map((scope) => word(language, `scope.${scope}`)) : [word(language, 'consentNothing')];
  return page(
    language,
    'consentTitle',
    html`<p class="lead">${word(language, 'consentLead', { client })}</p>
<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>
<p>${word(language, 'consentBy', { name })}</p>
<form method="post" action="/oidc/interaction/${uid}">
<p class="quiet">${word(language, 'consentNote')}</p>
<button type="submit" name="answer" value="allow">${word(language, 'allow')}</button>
<button type="submit" name="answer" value="refuse" class="second">${word(language, 'refuse')}</button>
</form>`,
  );
}

/** A page that says one thing and leads back to the front page. */
export function plainPage(language: Language, title: PageWord, lead: string): string {
  return page(
    language,
    title,
    html`<p class="lead">${lead}</p>
<p><a href="/">${word(language, 'toFront')}</a></p>`,
  );
}
