export const exampleLanguages = ['curl', 'typescript', 'python', 'java'] as const;
export type ExampleLanguage = (typeof exampleLanguages)[number];

export interface ExamplesSearch {
  /** Number of the grant. */
  grant?: string | undefined;
  client?: string | undefined;
  language?: ExampleLanguage | undefined;
  /** Of a real subject, not of the sandbox. */
  real?: boolean | undefined;
}
