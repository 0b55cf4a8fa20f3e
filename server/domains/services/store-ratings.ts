import type { Db } from '../../platform/database.ts';

export type RatingTables = {
  'services.ratings': {
    case_id: string;
    level: number;
    comment: string | null;
    at: Date;
    answer_by: string | null;
    answer: string | null;
    answered_at: Date | null;
    answered_by: string | null;
  };
};

const tables = (db: Db) => db.withTables<RatingTables>();

export interface Rating {
  /** 满意度: 1 非常满意 … 5 非常不满意. */
  level: number;
  comment: string | null;
  at: Date;
  answerBy: string | null;
  answer: string | null;
  answeredAt: Date | null;
}

export function ratingOf(db: Db, caseId: string): Promise<Rating | undefined> {
  return tables(db)
    .selectFrom('services.ratings')
    .select(['level', 'comment', 'at', 'answer_by as answerBy', 'answer', 'answered_at as answeredAt'])
    .where('case_id', '=', caseId)
    .executeTakeFirst();
}

export async function insertRating(
  db: Db,
  caseId: string,
  { level, comment, at, answerBy }: Pick<Rating, 'level' | 'comment' | 'at' | 'answerBy'>,
): Promise<void> {
  const row = { case_id: caseId, level, comment, at, answer_by: answerBy };
  await tables(db)
    .insertInto('services.ratings')
    .values({ ...row, answer: null, answered_at: null, answered_by: null })
    .execute();
}

export async function answerRatingOf(
  db: Db,
  caseId: string,
  { answer, at, by }: { answer: string; at: Date; by: string },
): Promise<void> {
  await tables(db)
    .updateTable('services.ratings')
    .set({ answer, answered_at: at, answered_by: by })
    .where('case_id', '=', caseId)
    .execute();
}
