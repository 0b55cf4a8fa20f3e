import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { languageOf } from '../../platform/i18n.ts';
import { html, Markup } from './html.ts';
import { word } from './page-words.ts';
import { cardEnd, page, pagePolicy, plainPage } from './pages.ts';

type Context = KoaContextWithOIDC;

function send(ctx: Context, text: string): void {
  ctx.type = 'html';
  ctx.set('content-security-policy', pagePolicy);
  ctx.set('cache-control', 'no-store');
  ctx.body = text;
}

const languageFor = (ctx: Context) => languageOf(ctx.get('accept-language'));

/** The provider's refusal of a request that a browser shows; the fault's own words are for the application's makers. */
export function errorPage(ctx: Context, out: ErrorOut): void {
  const language = languageFor(ctx);
  const body = html`<p class="lead">${word(language, 'faultLead')}</p>
<p class="actions"><a class="button" href="/">${word(language, 'toFront')}</a>
<a class="button second" href="/sign-in">${word(language, 'toSignIn')}</a></p>
<details><summary>${word(language, 'faultDetail')}</summary>
<p class="quiet"><code>${out.error}</code> <span lang="en">${out.error_description ?? ''}</span></p></details>
${cardEnd}`;
  send(ctx, page({ language, title: 'faultTitle' }, body));
}

/** `form` is the provider's own, with its protection against forgery. */
export function signOutPage(ctx: Context, form: string): void {
  const language = languageFor(ctx);
  const body = html`<p class="lead">${word(language, 'signOutLead')}</p>
${new Markup(form)}
<p class="actions"><button type="submit" form="op.logoutForm" name="logout" value="yes">${word(language, 'signOutYes')}</button>
<button type="submit" form="op.logoutForm" class="second">${word(language, 'signOutNo')}</button></p>
${cardEnd}`;
  send(ctx, page({ language, title: 'signOutTitle' }, body));
}

export function signedOutPage(ctx: Context): void {
  const language = languageFor(ctx);
  const again = html`<a class="button" href="/sign-in">${word(language, 'signIn')}</a> `;
  send(ctx, plainPage({ language, title: 'signedOutTitle' }, word(language, 'signedOutLead'), again));
}
