/** What the list of uses is narrowed to. */
export interface UseSearch {
  q?: string | undefined;
  agency?: string | undefined;
  resource?: string | undefined;
  purpose?: string | undefined;
  outcome?: 'answered' | 'refused' | undefined;
  from?: string | undefined;
  until?: string | undefined;
}
