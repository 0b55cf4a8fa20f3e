import type { PackService, ServiceField } from '../../../contracts/pack.ts';
import type { CaseState, Ending } from './cases.ts';

/** Whose record a source is about. */
export type About = 'applicant' | 'ward' | 'company';
export type FieldSource = ServiceField['source'];
export type ServiceDefinition = PackService;

/** Where a value was read: what the applicant and the case worker are shown beside it. */
export interface SourceRef {
  resource: string;
  resourceName: string;
  agency: string;
  item: string;
  /** When the data in service was current, RFC 3339. */
  asOf: string;
  ledgerIndex: number;
}

/** Why something has to be asked of a person after all. */
export type Reason =
  | { code: 'unavailable'; resourceName: string; agency: string; cause: string }
  | { code: 'noRecord'; resourceName: string; agency: string }
  | { code: 'severalRecords'; resourceName: string; agency: string }
  | { code: 'notOnAccount' }
  | { code: 'noDelegation' }
  | { code: 'noLicence' }
  | { code: 'wardNotChosen' }
  | { code: 'declared'; zh: string; en: string };

export interface Dispute {
  value: unknown;
  proof: string;
  at: string;
}

export type FieldState =
  | {
      kind: 'filled';
      value: unknown;
      origin: 'resource' | 'account' | 'delegation' | 'constant';
      source: SourceRef | null;
      dispute?: Dispute;
    }
  | { kind: 'asked'; reasons: Reason[] };

/** What is known of a material; uploads stand in their own table. */
export interface MaterialState {
  by:
    | { how: 'licence'; identifier: string; name: string }
    | { how: 'shared'; source: Omit<SourceRef, 'item'> }
    | { how: 'delegation' }
    | { how: 'commitment'; at: string }
    | null;
  reasons: Reason[];
}

/** One read made for the case, or tried. */
export interface Use {
  resource: string;
  resourceName: string;
  agency: string;
  about: About;
  items: string[];
  ledgerIndex: number | null;
  at: string;
  outcome: string;
}

/** A ward that the applicant may apply for, as the guardianship record shows. */
export interface Candidate {
  number: string;
  name: string;
  birthDate: string | null;
  proof: SourceRef;
}

/** A case as it is kept. */
export interface CaseRow {
  id: string;
  number: string;
  itemKey: string;
  itemVersion: number;
  definition: ServiceDefinition;
  applicantAccount: string;
  applicantNumber: string;
  applicantName: string;
  /** '' until a ward is chosen. */
  subjectNumber: string;
  subjectName: string;
  relation: 'self' | 'guardian' | 'agent';
  relationProof: SourceRef | null;
  candidates: Candidate[];
  state: CaseState;
  ending: Ending | null;
  filledAt: Date | null;
  form: Record<string, unknown>;
  fields: Record<string, FieldState>;
  materials: Record<string, MaterialState>;
  eligibility: Record<string, boolean | null>;
  uses: Use[];
  version: number;
  createdAt: Date;
  submittedAt: Date | null;
  acceptBy: string | null;
  correctionAskedAt: Date | null;
  correctionNote: string | null;
  acceptedAt: Date | null;
  promisedDate: string | null;
  dueDate: string | null;
  deadline: string | null;
  /** The year that days left open (null) wait for: the calendar lacked it. */
  daysWaitFor: number | null;
  decidedAt: Date | null;
  decidedBy: string | null;
  opinion: string | null;
  licenceId: string | null;
}
