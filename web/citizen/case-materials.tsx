import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Case, editCase, getUpload, uploadMaterial } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { shortDay } from '../app/format.ts';
import { useSay, useSourceNames } from '../app/words.ts';
import { Fault, Tag, type Tone } from '../ui/parts.tsx';

type Material = Case['materials'][number];

const tones: Record<Material['state'], Tone> = { satisfied: 'done', commit: 'wait', upload: 'due', missing: 'due' };

interface CaseMaterialsProps {
  item: Case;
  editable?: boolean;
  /** To the applicant: what is left for them to do. To the agency: what there is. */
  reader?: 'applicant' | 'agency';
}

/** The papers that a counter would ask for, and how each is satisfied here; only what is left over is asked for, saying why. */
export function CaseMaterials({ item, editable = false, reader = 'applicant' }: CaseMaterialsProps) {
  const { t } = useTranslation();
  if (item.materials.length === 0) return null;
  return (
    <section className="section">
      <h2>{t('material.title')}</h2>
      <ul className="list">
        {item.materials.map((material) => (
          <MaterialRow key={material.key} item={item} material={material} editable={editable} reader={reader} />
        ))}
      </ul>
    </section>
  );
}

function MaterialRow({ item, material, editable, reader }: Required<CaseMaterialsProps> & { material: Material }) {
  const { t } = useTranslation();
  const sourceNames = useSourceNames();
  const say = useSay();
  return (
    <li>
      <div className="row-head">
        <strong>{say(material.name)}</strong>
        <Tag tone={tones[material.state]}>{t(`material.${reader}.${material.state}`)}</Tag>
      </div>
      <p className="quiet">
        {howWords(material, reader, material.source ? sourceNames(material.source).agency : '', t)}
      </p>
      {material.state !== 'satisfied' && material.why && <p>{say(material.why)}</p>}
      {editable && (material.state === 'commit' || material.how === 'commitment') && material.commitment && (
        <Commitment item={item} material={material} />
      )}
      {material.uploads.length > 0 && (
        <ul className="plain">
          {material.uploads.map((upload) => (
            <li key={upload.id}>
              <a href={getUpload.path.replace(':id', item.id).replace(':upload', upload.id)} download>
                {t('material.file', { name: upload.fileName, kilobytes: Math.max(1, Math.round(upload.bytes / 1024)) })}
              </a>
            </li>
          ))}
        </ul>
      )}
      {editable && material.mayUpload && !material.commitment && <Upload item={item} material={material} />}
      {editable && material.mayUpload && material.commitment && (
        <details>
          <summary>{t('material.uploadInstead')}</summary>
          <Upload item={item} material={material} />
        </details>
      )}
    </li>
  );
}

function howWords(material: Material, reader: 'applicant' | 'agency', agency: string, t: TFunction): string {
  if (material.state !== 'satisfied' || !material.how) return '';
  const { licence, source, how } = material;
  const said = reader === 'agency' && (how === 'commitment' || how === 'upload') ? `${how}ByApplicant` : how;
  return t(`material.how.${said === 'shared' && !source?.asOf ? 'sharedUndated' : said}`, {
    licence: licence?.name,
    agency,
    day: source?.asOf ? shortDay(source.asOf) : '',
  });
}

function Commitment({ item, material }: { item: Case; material: Material }) {
  const say = useSay();
  const queries = useQueryClient();
  // Ticked at once; taken back when it could not be saved.
  const [made, setMade] = useState(material.how === 'commitment');
  const commit = useMutation({
    mutationFn: (next: boolean) =>
      api(editCase, {
        params: { id: item.id },
        body: { commitments: { [material.key]: next } },
        headers: { 'if-match': `"${queries.getQueryData<Case>(['case', item.id])?.version ?? item.version}"` },
      }),
    onError: (_, next) => setMade(!next),
    onSuccess: (next) => queries.setQueryData(['case', item.id], next),
  });
  return (
    <>
      <label className="choice">
        <input
          type="checkbox"
          checked={made}
          onChange={(event) => {
            setMade(event.target.checked);
            commit.mutate(event.target.checked);
          }}
        />
        <span>{say(material.commitment!)}</span>
      </label>
      {commit.isError && <Fault error={commit.error} />}
    </>
  );
}

function Upload({ item, material }: { item: Case; material: Material }) {
  const { t } = useTranslation();
  const say = useSay();
  const id = useId();
  const queries = useQueryClient();
  const upload = useMutation({
    mutationFn: (file: File) =>
      api(uploadMaterial, { params: { id: item.id, material: material.key }, query: { fileName: file.name }, file }),
    onSuccess: (next) => queries.setQueryData(['case', item.id], next),
  });
  return (
    <div className="field">
      <label htmlFor={id}>{t('material.upload', { name: say(material.name) })}</label>
      <div className="help" id={`${id}-help`}>
        {t('material.uploadHelp')}
      </div>
      <input
        id={id}
        className="input"
        type="file"
        accept="application/pdf,image/png,image/jpeg"
        aria-describedby={`${id}-help`}
        disabled={upload.isPending}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) upload.mutate(file);
        }}
      />
      <p role="status" className="quiet">
        {upload.isPending ? t('material.uploading') : ''}
      </p>
      {upload.isError && <Fault error={upload.error} />}
    </div>
  );
}
