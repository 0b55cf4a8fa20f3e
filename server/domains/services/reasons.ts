import type { Words } from '../../../contracts/pack.ts';
import type { Reason } from './case-data.ts';
import type { English } from './english-names.ts';

/** Why something is asked of a person after all, in words; null when there is nothing to say. */
export function reasonWords(reasons: readonly Reason[], english: English): Words | null {
  const words = reasons.map((reason) => wordsOf(reason, english));
  if (words.length === 0) return null;
  return { zh: words.map((word) => word.zh).join(''), en: words.map((word) => word.en).join(' ') };
}

function wordsOf(reason: Reason, english: English): Words {
  const en = (name: string) => english.get(name) ?? name;
  switch (reason.code) {
    case 'declared':
      return { zh: reason.zh, en: reason.en };
    case 'noRecord':
      return {
        zh: `${reason.agency}的“${reason.resourceName}”中没有这项记录。`,
        en: `“${en(reason.resourceName)}” of ${en(reason.agency)} holds no record of this.`,
      };
    case 'severalRecords':
      return {
        zh: `${reason.agency}的“${reason.resourceName}”中有多条不一致的记录，请您填写。`,
        en: `“${en(reason.resourceName)}” of ${en(reason.agency)} holds records that differ; please say which is right.`,
      };
    case 'unavailable':
      return unavailable(reason, en);
    case 'notOnAccount':
      return { zh: '您的账号里没有这项信息。', en: 'Your account does not hold this.' };
    case 'noDelegation':
      return { zh: '没有查到有效的委托。', en: 'No valid delegation was found.' };
    case 'noLicence':
      return { zh: '证照库里没有有效的证照。', en: 'No valid licence is in the library.' };
    case 'wardNotChosen':
      return { zh: '还没有确定为谁办理。', en: 'It is not settled yet whom this is for.' };
  }
}

function unavailable(
  { resourceName, agency, cause }: Extract<Reason, { code: 'unavailable' }>,
  en: (name: string) => string,
): Words {
  const source = {
    zh: `${agency || '数据提供部门'}的“${resourceName}”`,
    en: `“${en(resourceName)}” of ${agency ? en(agency) : 'its agency'}`,
  };
  if (cause === 'subject-outside-scope')
    return {
      zh: `在本部门可以查询的范围内，${source.zh}中没有记录。`,
      en: `Among what this agency may look up, ${source.en} holds no record.`,
    };
  if (cause === 'resource-not-in-library')
    return { zh: `${source.zh}还没有入库。`, en: `${source.en} is not in the library yet.` };
  if (cause === 'consent-missing')
    return {
      zh: `依法须经您同意，才能读取${source.zh}；您同意后会自动填好。`,
      en: `The law lets ${source.en} be read only if you agree; it is filled in once you do.`,
    };
  if (cause.startsWith('grant-') || cause === 'not-granted' || cause.endsWith('-outside-grant'))
    return {
      zh: `本部门目前没有使用${source.zh}的授权。`,
      en: `This agency holds no grant on ${source.en} at present.`,
    };
  return {
    zh: `${source.zh}暂时无法读取，可以稍后重试。`,
    en: `${source.en} cannot be read at the moment; try again later.`,
  };
}
