import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listClasses, type ResourceDetail } from '../../contracts/catalogue.ts';
import { api } from '../api.ts';
import { useCodeLists } from '../app/code-words.ts';
import { useName, useSay } from '../app/words.ts';
import { Facts, Note } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';

/** The entry as anyone but its editor reads it. */
export function ResourceShown({ resource }: { resource: ResourceDetail }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const say = useSay();
  const classes = useQuery({
    queryKey: ['classes'],
    queryFn: () => api(listClasses),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const lists = useCodeLists([
    'resource-format',
    'update-cycle',
    'share-method',
    'resource-domain',
    'exercise-level',
    'supply-channel',
  ]);
  const word = (list: string, code: string | null) => {
    const entry = lists?.[list]?.find((each) => each.code === code);
    return entry ? say(entry) : code;
  };
  const itemName = (code: string) => {
    const item = resource.items.find((each) => each.code === code);
    return item ? nameOf(item) : code;
  };
  const names = (codes: string[]) => codes.map(itemName).join(t('list.and'));
  const named = classes.data?.items.find(({ code }) => code === resource.classCode);
  const className = named && nameOf(named);
  return (
    <>
      {resource.state === 'submitted' && (
        <Note tone="wait">
          <p role="status">{t('resource.underReview')}</p>
        </Note>
      )}
      <section className="section" aria-labelledby="description">
        <h2 id="description">{t('resource.description')}</h2>
        <Facts
          rows={[
            [t('resource.summary'), resource.summary],
            [t('resource.classCode'), resource.classCode && `${resource.classCode} ${className ?? ''}`],
            [t('resource.format'), word('resource-format', resource.format)],
            [t('resource.updateCycle'), word('update-cycle', resource.updateCycle)],
            [t('resource.shareType'), resource.shareType && t(`resource.shareTypes.${resource.shareType}`)],
            [t('resource.shareCondition'), resource.shareCondition],
            [t('resource.legalBasis'), resource.legalBasis],
            [t('resource.shareMethod'), word('share-method', resource.shareMethod)],
            [t('resource.openToPublic'), t(resource.openToPublic ? 'field.yes' : 'field.no')],
            [t('resource.openCondition'), resource.openCondition],
            [t('resource.scenario'), resource.scenario],
            [t('resource.domain'), word('resource-domain', resource.domain)],
            [t('resource.level'), word('exercise-level', resource.level)],
            [t('resource.region'), resource.region],
            [t('resource.timeRange'), timeRange(resource)],
            [t('resource.channel'), word('supply-channel', resource.channel)],
            [t('resource.guidanceCode'), resource.guidanceCode],
            [t('resource.sourceItems'), resource.sourceItems.join(t('list.and'))],
            [t('resource.relatedCodes'), resource.relatedCodes.join(t('list.and'))],
            [t('resource.subjectKind'), resource.subjectKind && t(`resource.subjectKinds.${resource.subjectKind}`)],
            [t('resource.subjectItem'), resource.subjectItem && itemName(resource.subjectItem)],
            [t('resource.guardian'), names(resource.guardianItems)],
            [t('resource.key'), names(resource.keyItems)],
            [t('resource.rejectThreshold'), `${Math.round(resource.rejectThreshold * 10_000) / 100} %`],
          ]}
        />
      </section>
      <section className="section" aria-labelledby="items-title">
        <h2 id="items-title">{t('resource.items')}</h2>
        <Table
          label={t('resource.items')}
          columns={[
            'name',
            'code',
            'type',
            'length',
            'required',
            'check',
            'codeList',
            'sensitivity',
            'shareType',
            'element',
          ].map((column) => t(`resource.${column}`))}
        >
          {resource.items.map((item) => (
            <tr key={item.code}>
              <th scope="row">{nameOf(item)}</th>
              <td className="code">{item.code}</td>
              <td>{t(`resource.types.${item.type}`)}</td>
              <td>{[item.length, item.precision].filter((each) => each !== null).join('.')}</td>
              <td>{t(item.required ? 'field.yes' : 'field.no')}</td>
              <td>{item.check && t(`resource.checks.${item.check}`)}</td>
              <td>{item.codeList}</td>
              <td>
                {t(`resource.sensitivities.${item.sensitivity}`)}
                {item.secret && ` · ${t('resource.secret')}`}
              </td>
              <td>{item.shareType && t(`resource.shareTypes.${item.shareType}`)}</td>
              <td className="code">{item.element}</td>
            </tr>
          ))}
        </Table>
      </section>
    </>
  );
}

function timeRange({ timeFrom, timeUntil }: ResourceDetail): string | null {
  return timeFrom || timeUntil ? `${timeFrom ?? ''} – ${timeUntil ?? ''}` : null;
}
