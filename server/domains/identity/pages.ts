import type { Language } from '../../../contracts/errors.ts';
import { html, type Markup } from './html.ts';
import { type PageWord, word } from './page-words.ts';

/** Only our own style sheet, script and mark: nothing inline, no frames, no base. */
export const pagePolicy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

export interface PageFrame {
  language: Language;
  /** Of the window and, unless `heading` says otherwise, the heading. */
  title: PageWord;
  heading?: string;
  /** Address of this page in the other language; without it there is no switch. */
  other?: string | undefined;
  /** Room for a table beside the form. */
  wide?: boolean;
}

/** A whole page in the frame of the web's pages. It works without its script, which adds only comfort. */
export function page({ language, title, heading, other, wide = false }: PageFrame, body: Markup): string {
  const say = (key: PageWord) => word(language, key);
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${say(title)} · ${say('product')}</title>
<link rel="icon" href="/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/sign-in.css">
<script src="/sign-in.js"></script>
</head>
<body>
<a class="skip" href="#main">${say('skip')}</a>
<header class="head"><div class="bar">
<a class="brand" href="/"><img src="/mark.svg" alt="" width="28" height="28">${say('product')}</a>
<nav class="tools" aria-label="${say('tools')}">
<button type="button" class="plain" id="large-text" aria-pressed="false" hidden>${say('largeText')}</button>
${other !== undefined && html`<a href="${other}" lang="${say('otherTag')}" hreflang="${say('otherTag')}" data-language="${say('otherTag')}">${say('other')}</a>`}
</nav>
</div></header>
<main id="main" tabindex="-1"${wide && html` class="wide"`}>
<div class="card">
<h1>${heading ?? say(title)}</h1>
${body}
</main>
<footer class="foot"><div>
<p>${say('promise')}</p>
<nav aria-label="${say('more')}"><a href="/verify-licence">${say('verifyLicence')}</a><a class="elder-hide" href="/verify">${say('verifyReceipt')}</a><a href="/settings">${say('settings')}</a></nav>
</div></footer>
</body>
</html>
`.text;
}

/** Ends the card that `page` begins; what comes after stands beside it. */
export const cardEnd: Markup = html`</div>`;

/** A page that says one thing and leads on. */
export function plainPage(frame: PageFrame, lead: string, ways: Markup | null = null): string {
  return page(
    frame,
    html`<p class="lead">${lead}</p>
<p class="actions">${ways}<a class="button second" href="/">${word(frame.language, 'toFront')}</a></p>
${cardEnd}`,
  );
}

/** What is wrong, announced at once; with the seconds to wait, which the script counts down. */
export function faultNote(language: Language, text: string, waitSeconds: number | null): Markup {
  return html`<div class="fault" role="alert" id="fault">${text}${
    waitSeconds !== null &&
    html` <span data-wait="${waitSeconds}" data-left="${word(language, 'waitLeft')}" data-over="${word(language, 'waitOver')}"></span>`
  }</div>`;
}

/** A password field, with a button that shows what was typed where scripts run. */
export function passwordField(
  language: Language,
  field: { id: string; label: string; autocomplete: string; faulty: boolean; help?: string; autofocus?: boolean },
): Markup {
  const described = [field.help ? `${field.id}-help` : '', field.faulty ? 'fault' : ''].filter(Boolean).join(' ');
  return html`<label for="${field.id}">${field.label}</label>
${field.help !== undefined && html`<p class="quiet help" id="${field.id}-help">${field.help}</p>`}
<div class="secret"><input id="${field.id}" name="${field.id}" type="password" autocomplete="${field.autocomplete}" maxlength="200" required${field.faulty && html` aria-invalid="true"`}${described !== '' && html` aria-describedby="${described}"`}${field.autofocus === true && html` autofocus`}>
<button type="button" class="plain" data-shows="${field.id}" data-show="${word(language, 'show')}" data-hide="${word(language, 'hide')}" hidden>${word(language, 'show')}</button></div>`;
}
