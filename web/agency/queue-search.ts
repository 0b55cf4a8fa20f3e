/** What the queue is narrowed to, and what is open beside it. */
export interface QueueSearch {
  state?: 'submitted' | 'correction' | 'accepted' | 'closed' | 'badRating' | undefined;
  service?: string | undefined;
  q?: string | undefined;
  late?: boolean | undefined;
  sort?: 'submitted' | '-submitted' | undefined;
  /** The case whose summary lies beside the list. */
  open?: string | undefined;
}
