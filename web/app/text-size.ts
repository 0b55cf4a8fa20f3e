const key = 'legwork.textSize';

/** Large type and simpler pages (长辈版), chosen by the reader and kept on their device. */
export function isLargeText(): boolean {
  return localStorage.getItem(key) === 'large';
}

export function setLargeText(large: boolean): void {
  if (large) localStorage.setItem(key, 'large');
  else localStorage.removeItem(key);
  keepTextSize();
}

/** Puts the kept choice on the page. */
export function keepTextSize(): void {
  if (isLargeText()) document.documentElement.dataset.size = 'large';
  else delete document.documentElement.dataset.size;
}
