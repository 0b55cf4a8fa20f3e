import type { RequestAct, SharingRequest } from '../../../contracts/sharing.ts';
import type { Request } from './store.ts';
import type { Dispute } from './store-disputes.ts';

type AgencyName = NonNullable<SharingRequest['history'][number]['agency']>;

interface Names {
  consumer: AgencyName;
  provider: AgencyName;
  account(id: string | null): string | null;
}

/** Who did what to a request and when, the oldest first. What the rules did has no agency; the operator's is not named. */
export function historyOf(
  request: Request,
  disputes: readonly Dispute[],
  { consumer, provider, account }: Names,
): SharingRequest['history'] {
  const history: { at: Date; act: RequestAct; agency: AgencyName | null; by: string | null }[] = [];
  const add = (at: Date | null, act: RequestAct, agency: AgencyName | null, by: string | null) => {
    if (at) history.push({ at, act, agency, by: account(by) });
  };
  add(request.requestedAt, 'submitted', consumer, request.requestedBy);
  add(request.askedAt, 'asked', provider, request.askedBy);
  add(request.suppliedAt, 'supplied', consumer, request.suppliedBy);
  add(request.overdueAt, 'overdue', null, null);
  add(request.answeredAt, 'answered', request.answeredBy === null ? null : provider, request.answeredBy);
  add(request.withdrawnAt, 'withdrawn', consumer, request.withdrawnBy);
  for (const dispute of disputes) {
    add(dispute.filedAt, 'disputed', consumer, dispute.filedBy);
    const settled = dispute.state === 'settled';
    add(dispute.repliedAt, settled ? 'dispute-settled' : 'dispute-replied', provider, dispute.repliedBy);
    if (!dispute.repliedAt) add(dispute.escalatedAt, 'dispute-escalated', consumer, null);
    if (dispute.state === 'withdrawn') add(dispute.closedAt, 'dispute-withdrawn', consumer, null);
    if (dispute.state === 'upheld' || dispute.state === 'overturned') {
      add(dispute.decidedAt, `dispute-${dispute.state}`, null, dispute.decidedBy);
    }
    if (dispute.higher) add(new Date(dispute.higher.at), 'higher-decision', null, dispute.higher.by);
  }
  return history
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map((each) => ({ ...each, at: each.at.toISOString() }));
}
