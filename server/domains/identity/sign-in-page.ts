import type { Language } from '../../../contracts/errors.ts';
import { html, type Markup } from './html.ts';
import { type PageWord, word } from './page-words.ts';
import { cardEnd, faultNote, page, passwordField } from './pages.ts';
import type { StoredAccount } from './store.ts';

export type Ended = 'idle' | 'full' | 'out';

export interface DemoAccount extends Pick<StoredAccount, 'username' | 'name' | 'agencyId' | 'roles'> {
  note: { zh: string; en: string } | null;
  agency: string | null;
}

export interface SignInView {
  language: Language;
  returnTo: string;
  username: string;
  /** What is wrong, in the reader's words, and the seconds to wait if that helps. */
  fault: { text: string; wait: number | null } | null;
  /** Why the reader is here though they had signed in. */
  ended: Ended | null;
  hours: number;
  /** Who is signed in already. */
  signedInAs: string | null;
  demo: DemoAccount[];
}

const addressOf = (query: Record<string, string>) => `/sign-in?${new URLSearchParams(query).toString()}`;

export function signInPage(view: SignInView): string {
  const { language, returnTo, username, fault, ended, signedInAs, demo } = view;
  const say = (key: PageWord, details?: Record<string, string>) => word(language, key, details);
  const faulty = fault !== null && fault.wait === null;
  const invalid = faulty && html` aria-invalid="true" aria-describedby="fault"`;
  const typed = username !== '';
  return page(
    {
      language,
      title: 'signInTitle',
      other: addressOf({
        lang: say('otherTag'),
        returnTo,
        ...(ended && { ended }),
        ...(typed && demo.length > 0 && { account: username }),
      }),
      wide: demo.length > 0,
    },
    html`<p class="lead">${say('signInLead')}</p>
${ended !== null && html`<p class="note">${say(`ended.${ended}`, { hours: String(view.hours) })}</p>`}
${
  signedInAs !== null &&
  html`<div class="note"><p>${say('signedInAs', { name: signedInAs })}</p><p><a class="button second" href="${returnTo}">${say('goOn')}</a></p></div><p>${say('orOther')}</p>`
}
<form method="post" action="/sign-in">
${fault !== null && faultNote(language, fault.text, fault.wait)}
<input type="hidden" name="returnTo" value="${returnTo}">
<input type="hidden" name="lang" value="${language}">
<label for="username">${say('username')}</label>
<input id="username" name="username" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="80" required value="${username}"${invalid}${!typed && demo.length === 0 && html` autofocus`}>
${passwordField(language, { id: 'password', label: say('password'), autocomplete: 'current-password', faulty, autofocus: typed })}
<p class="actions"><button type="submit">${say('signIn')}</button></p>
</form>
<p class="quiet">${say('forgot')}</p>
${cardEnd}
${demo.length > 0 && demoTable(view)}`,
  );
}

const groups = [
  { name: 'demo.people', has: ({ agencyId }: DemoAccount) => agencyId === null },
  { name: 'demo.staff', has: (account: DemoAccount) => account.agencyId !== null && !runsPlatform(account) },
  { name: 'demo.platform', has: (account: DemoAccount) => account.agencyId !== null && runsPlatform(account) },
] as const;

function runsPlatform({ roles }: DemoAccount): boolean {
  return roles.includes('operator') || roles.includes('supervisor');
}

/** The accounts of a demo, residents first, each with a link that fills in its name. */
function demoTable({ language, demo, returnTo }: SignInView): Markup {
  const say = (key: PageWord, details?: Record<string, string>) => word(language, key, details);
  const whoIs = ({ name, agency, roles, note }: DemoAccount) => {
    const role =
      agency === null
        ? (note && (language === 'en' ? note.en : note.zh)) || say('demoPerson')
        : `${agency} · ${roles.map((one) => say(`role.${one}`)).join(language === 'en' ? ', ' : '、')}`;
    return html`<strong>${name}</strong> <span class="quiet">${role}</span>`;
  };
  const row = (account: DemoAccount) => html`<tr>
<th scope="row"><code>${account.username}</code></th>
<td>${whoIs(account)}</td>
<td class="use"><a class="button second small" href="${addressOf({ account: account.username, lang: language, returnTo })}" aria-label="${say('demoUseOf', { account: account.username })}">${say('demoUse')}</a></td>
</tr>`;
  return html`<section class="demo" aria-labelledby="demo">
<h2 id="demo">${say('demoTitle')}</h2>
<p class="quiet">${say('demoLead')}</p>
${groups.map(({ name, has }) => {
  const members = demo.filter(has);
  return (
    members.length > 0 &&
    html`<table>
<caption>${say(name)}</caption>
<thead><tr><th scope="col">${say('demoAccount')}</th><th scope="col">${say('demoWho')}</th><td></td></tr></thead>
<tbody>${members.map(row)}</tbody>
</table>`
  );
})}
</section>`;
}
