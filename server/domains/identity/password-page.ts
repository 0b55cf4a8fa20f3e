import type { Language } from '../../../contracts/errors.ts';
import { html } from './html.ts';
import { word } from './page-words.ts';
import { cardEnd, faultNote, page, passwordField } from './pages.ts';
import { passwordMinimum } from './passwords.ts';

export interface PasswordView {
  language: Language;
  returnTo: string;
  username: string;
  fault: string | null;
}

/** Where a one-time password is exchanged for one's own. */
export function passwordPage({ language, returnTo, username, fault }: PasswordView): string {
  const say = (key: Parameters<typeof word>[1], details?: Record<string, string>) => word(language, key, details);
  const faulty = fault !== null;
  return page(
    {
      language,
      title: 'choosePasswordTitle',
      other: `/sign-in/password?${new URLSearchParams({ lang: say('otherTag'), returnTo }).toString()}`,
    },
    html`<p class="lead">${say('choosePasswordLead')}</p>
<form method="post" action="/sign-in/password">
${fault !== null && faultNote(language, fault, null)}
<input type="hidden" name="returnTo" value="${returnTo}">
<input type="hidden" name="lang" value="${language}">
<input class="for-managers" type="text" name="username" autocomplete="username" value="${username}" readonly tabindex="-1" aria-hidden="true">
${passwordField(language, { id: 'next', label: say('newPassword'), autocomplete: 'new-password', faulty, help: say('newPasswordHelp', { limit: String(passwordMinimum) }), autofocus: true })}
${passwordField(language, { id: 'again', label: say('repeatPassword'), autocomplete: 'new-password', faulty })}
<p class="actions"><button type="submit">${say('choosePassword')}</button>
<button type="submit" class="second" name="leave" value="yes" formnovalidate>${say('leave')}</button></p>
</form>
${cardEnd}`,
  );
}
