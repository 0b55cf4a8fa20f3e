import type { Language } from '../../../contracts/errors.ts';
import { html } from './html.ts';
import { word } from './page-words.ts';
import { cardEnd, page } from './pages.ts';

export interface ConsentView {
  language: Language;
  uid: string;
  client: string;
  /** Where the answer is sent: the host of the application. */
  host: string;
  name: string;
  scopes: string[];
  hours: number;
}

/** Asks the person, in plain words, whether an application may have what it asks for (个人信息保护法 art. 14, 17). */
export function consentPage({ language, uid, client, host, name, scopes, hours }: ConsentView): string {
  const say = (key: Parameters<typeof word>[1], details?: Record<string, string>) => word(language, key, details);
  const known = (['openid', 'profile', 'api'] as const).filter((scope) => scopes.includes(scope));
  const lines = known.length > 0 ? known.map((scope) => say(`scope.${scope}`)) : [say('consentNothing')];
  const not = [say('consentNever'), ...(scopes.includes('api') ? [] : [say('consentNoCases')])];
  const here = `/oidc/interaction/${uid}`;
  return page(
    {
      language,
      title: 'consentShort',
      heading: say('consentTitle', { client }),
      other: `${here}?lang=${say('otherTag')}`,
    },
    html`<p class="lead">${say('consentLead')}</p>
<ul class="yes">${lines.map((line) => html`<li>${line}</li>`)}</ul>
<p class="lead">${say('consentNot')}</p>
<ul class="no">${not.map((line) => html`<li>${line}</li>`)}</ul>
<form method="post" action="${here}">
<input type="hidden" name="lang" value="${language}">
<p class="quiet">${say('consentNote', { hours: String(hours) })} ${host !== '' && say('consentBack', { host })}</p>
<p class="actions"><button type="submit" name="answer" value="allow">${say('allow')}</button>
<button type="submit" name="answer" value="refuse" class="second">${say('refuse')}</button></p>
</form>
<p class="quiet">${say('consentBy', { name })} <a href="/sign-in?${new URLSearchParams({ lang: language, returnTo: here }).toString()}">${say('consentOther')}</a></p>
${cardEnd}`,
  );
}
