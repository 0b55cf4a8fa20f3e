/**
 * A fault of set-up that the person who starts the program can mend: a folder, a port, a setting. The entry point prints
 * it as one line and exits with code 1; it never shows a stack.
 */
export class StartupError extends Error {
  readonly zh: string;
  readonly en: string;

  constructor(text: { zh: string; en: string }) {
    const zh = oneLine(text.zh);
    const en = oneLine(text.en);
    super(`${zh} ${en}`);
    this.name = 'StartupError';
    this.zh = zh;
    this.en = en;
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
