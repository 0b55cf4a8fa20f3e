import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { languageOf } from '../../platform/i18n.ts';
import { html, Markup } from './html.ts';
import { word } from './page-words.ts';
import { page, pagePolicy, plainPage } from './pages.ts';

type Context = KoaContextWithOIDC;

function send(ctx: Context, text: string): void {
  ctx.type = 'html';
  ctx.set('content-security-policy', pagePolicy);
  ctx.body = text;
}

const language = (ctx: Context) => languageOf(ctx.get('accept-language'));

/** The provider's refusal of a request that a browser shows; the fault's own words are for the application's makers. */
export function errorPage(ctx: Context, out: ErrorOut): void {
  const fault = html`<p class="lead">${word(language(ctx), 'faultLead')}</p>
<p class="quiet"><code>${out.error}</code> ${out.error_description ?? ''}</p>
<p><a href="/">${word(language(ctx), 'toFront')}</a></p>`;
  send(ctx, page(language(ctx), 'faultTitle', fault));
}

/** `form` is the provider's own, with its protection against forgery. */
export function signOutPage(ctx: Context, form: string): void {
  const say = language(ctx);
  const body = html`<p class="lead">${word(say, 'signOutLead')}</p>
${new Markup(form)}
<button type="submit" form="op.logoutForm" name="logout" value="yes">${word(say, 'signOutYes')}</button>
<button type="submit" form="op.logoutForm" class="second">${word(say, 'signOutNo')}</button>`;
  send(ctx, page(say, 'signOutTitle', body));
}

export function signedOutPage(ctx: Context): void {
  send(ctx, plainPage(language(ctx), 'signedOutTitle', word(language(ctx), 'signedOutLead')));
}
