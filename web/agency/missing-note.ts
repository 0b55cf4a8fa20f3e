/** What the applicant reads of what is missing: a numbered list, then what the worker adds; empty when there is nothing. */
export function missingNote(missing: readonly string[], more: string): string {
  const list = missing.length === 1 ? missing : missing.map((each, at) => `${at + 1}. ${each}`);
  return [...list, more.trim()].filter(Boolean).join('\n').slice(0, 2000);
}
