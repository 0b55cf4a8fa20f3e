interface Words {
  zh: string;
  en: string;
}

export interface Guide {
  conditions: Words[];
  flow: Words[];
  legalBasis: string[];
  feeBasis: string | null;
  contact: string;
  supervision: string;
  where: Words | null;
}

/** Reads what the guide page shows out of a guide (contracts/pack.ts, `PackService.guide`); what is not there is left out. */
export function readGuide(guide: Record<string, unknown>): Guide {
  const fee = guide.fee as { basis?: string } | undefined;
  return {
    conditions: (guide.conditions as Words[] | undefined) ?? [],
    flow: (guide.flow as Words[] | undefined) ?? [],
    legalBasis: (guide.legalBasis as string[] | undefined) ?? [],
    feeBasis: fee?.basis ?? null,
    contact: String(guide.contact ?? ''),
    supervision: String(guide.supervision ?? ''),
    where: (guide.where as Words | undefined) ?? null,
  };
}
