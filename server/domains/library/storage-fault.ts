import { isSqlState } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';

const diskFull = '53100';

/** `storage-full` for an error of a disk that is full, the node's or the database's; any other error as it is. */
export function storageFault(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT' || isSqlState(error, diskFull)
    ? new DomainError('storage-full')
    : error;
}
