// The little that the sign-in pages do with scripts: keep the reader's type size, colours and language, show a password,
// count down a wait. Without it everything works.
const root = document.documentElement;
const kept = (key) => {
  try {
    return localStorage.getItem(`legwork.${key}`);
  } catch {
    return null;
  }
};
const keep = (key, value) => {
  try {
    if (value === null) localStorage.removeItem(`legwork.${key}`);
    else localStorage.setItem(`legwork.${key}`, value);
  } catch {
    // A browser that keeps nothing goes on without.
  }
};
if (kept('textSize') === 'large') root.dataset.size = 'large';
const scheme = kept('scheme');
if (scheme === 'light' || scheme === 'dark') root.dataset.scheme = scheme;
const asked = new URLSearchParams(location.search);
const language = kept('language');
if (location.pathname === '/sign-in' && !asked.has('lang') && (language === 'en' || language === 'zh-CN')) {
  if (language !== root.lang) {
    asked.set('lang', language);
    location.replace(`${location.pathname}?${asked}`);
  }
}

addEventListener('DOMContentLoaded', () => {
  const large = document.getElementById('large-text');
  const show = () => large.setAttribute('aria-pressed', String(root.dataset.size === 'large'));
  large.hidden = false;
  show();
  large.addEventListener('click', () => {
    if (root.dataset.size === 'large') delete root.dataset.size;
    else root.dataset.size = 'large';
    keep('textSize', root.dataset.size ?? null);
    show();
  });

  for (const link of document.querySelectorAll('[data-language]')) {
    link.addEventListener('click', () => keep('language', link.dataset.language));
  }

  for (const button of document.querySelectorAll('[data-shows]')) {
    const field = document.getElementById(button.dataset.shows);
    button.hidden = false;
    button.addEventListener('click', () => {
      const shown = field.type === 'text';
      field.type = shown ? 'password' : 'text';
      button.textContent = shown ? button.dataset.show : button.dataset.hide;
      field.focus();
    });
    // Never leaves the page as readable text, which a browser would offer again.
    field.form.addEventListener('submit', () => {
      field.type = 'password';
    });
  }

  const wait = document.querySelector('[data-wait]');
  if (!wait) return;
  const until = Date.now() + Number(wait.dataset.wait) * 1000;
  // Not announced each second: the alert has said the minutes already.
  wait.setAttribute('aria-live', 'off');
  const count = () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    if (left === 0) {
      wait.setAttribute('aria-live', 'polite');
      wait.textContent = wait.dataset.over;
      return;
    }
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
    wait.textContent = `${wait.dataset.left} ${time}`;
    setTimeout(count, 1000);
  };
  count();
});
