import type { Queryable } from '../../platform/database.ts';
import { logId } from './store.ts';

/** One file of entries first … size-1. */
export interface StoredArchive {
  first: number;
  size: number;
  file: string;
  sha256: Buffer;
}

/** All files, from the beginning of the log on. */
export async function allArchives(on: Queryable): Promise<StoredArchive[]> {
  const { rows } = await on.query<StoredArchive>({
    text: 'select first, size, file, sha256 from ledger.archives where log_id = $1 order by first',
    values: [logId],
  });
  return rows;
}

/** Entries begin … end-1 as they stand, with their instants. */
export async function bodiesToArchive(
  on: Queryable,
  begin: number,
  end: number,
): Promise<{ body: string; at: Date }[]> {
  const { rows } = await on.query<{ body: string; at: Date }>({
    text: 'select body, at from ledger.entries where log_id = $1 and index >= $2 and index < $3 order by index',
    values: [logId, begin, end],
  });
  return rows;
}

/** Notes a file and takes its entries out of the database: one statement, so both or neither. */
export async function moveToArchive(on: Queryable, { first, size, file, sha256 }: StoredArchive): Promise<void> {
  await on.query({
    text: `with noted as (
        insert into ledger.archives (log_id, first, size, file, sha256, at) values ($1, $2, $3, $4, $5, now())
      )
      delete from ledger.entries where log_id = $1 and index >= $2 and index < $3`,
    values: [logId, first, size, file, sha256],
  });
}
