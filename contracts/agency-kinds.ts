/** An agency's line of work, by which a grant or a sharing list names all of a kind. A pack may bring others. */
export const agencyKinds: Readonly<Record<string, { zh: string; en: string }>> = {
  health: { zh: '卫生健康', en: 'Health' },
  publicSecurity: { zh: '公安', en: 'Public security' },
  civilAffairs: { zh: '民政', en: 'Civil affairs' },
  humanResources: { zh: '人力资源和社会保障', en: 'Human resources and social security' },
  medicalInsurance: { zh: '医疗保障', en: 'Medical insurance' },
  marketRegulation: { zh: '市场监督管理', en: 'Market regulation' },
  bigData: { zh: '数据管理', en: 'Data' },
  education: { zh: '教育', en: 'Education' },
  other: { zh: '其他', en: 'Other' },
};

/** A kind in words; one that is not known as it is written. */
export function kindWords(kind: string): { zh: string; en: string } {
  // A member of Object.prototype is no kind.
  return (Object.hasOwn(agencyKinds, kind) && agencyKinds[kind]) || { zh: kind, en: kind };
}

/** All agencies of a kind, or of any (null), at a region and below. */
export function granteeWords(region: { zh: string; en: string }, kind: string | null): { zh: string; en: string } {
  if (kind === null) return { zh: `${region.zh}及以下各部门`, en: `Every agency of ${region.en} and below` };
  const { zh, en } = kindWords(kind);
  return { zh: `${region.zh}及以下${zh}部门`, en: `Every ${en.toLowerCase()} agency of ${region.en} and below` };
}
