import { useTranslation } from 'react-i18next';
import { type Case, getUpload } from '../../contracts/services.ts';
import { shortDay, shortTime } from '../app/format.ts';
import { useSay, useSourceNames } from '../app/words.ts';
import { Tag } from '../ui/parts.tsx';

type Material = Case['materials'][number];

/** The papers that the law asks for, and what stands for each: a licence, a record, the applicant's word, or a file. */
export function CaseMaterials({ item }: { item: Case }) {
  const { t } = useTranslation();
  if (item.materials.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t('papers.title')}</h2>
      <ul className="list tight">
        {item.materials.map((material) => (
          <Row key={material.key} caseId={item.id} material={material} />
        ))}
      </ul>
    </section>
  );
}

function Row({ caseId, material }: { caseId: string; material: Material }) {
  const { t } = useTranslation();
  const sourceNames = useSourceNames();
  const say = useSay();
  const { how, licence, source, commitment, uploads } = material;
  const weak = how === 'commitment' || how === 'upload';
  return (
    <li>
      <div className="row-head">
        <strong>{say(material.name)}</strong>
        <Tag tone={material.state !== 'satisfied' ? 'due' : weak ? 'wait' : 'done'}>
          {t(material.state === 'satisfied' ? `papers.by.${how}` : 'papers.missing')}
        </Tag>
      </div>
      {licence && (
        <p className="quiet">
          {licence.name} · <span className="code">{licence.identifier}</span>
        </p>
      )}
      {source && (
        <p className="quiet">
          {sourceNames(source).resource} · {sourceNames(source).agency}
          {source.asOf && ` · ${shortDay(source.asOf)}`}
        </p>
      )}
      {how === 'commitment' && commitment && <blockquote className="stated">{say(commitment)}</blockquote>}
      {uploads.length > 0 && (
        <ul className="plain">
          {uploads.map((upload) => (
            <li key={upload.id}>
              <a href={getUpload.path.replace(':id', caseId).replace(':upload', upload.id)} download>
                {upload.fileName}
              </a>{' '}
              <span className="quiet">
                {t('papers.size', { kilobytes: Math.max(1, Math.round(upload.bytes / 1024)) })} · {shortTime(upload.at)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {material.state !== 'satisfied' && material.why && <p className="quiet">{say(material.why)}</p>}
      <p className="quiet">{t('papers.law', { law: material.legalBasis })}</p>
    </li>
  );
}
