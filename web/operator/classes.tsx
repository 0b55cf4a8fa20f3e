import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listClasses } from '../../contracts/catalogue.ts';
import { deleteClass, putClass } from '../../contracts/catalogue-life.ts';
import type { ReplyOf } from '../../contracts/endpoint.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/fields.tsx';
import { Button, Fault, Loading } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';

type ResourceClass = ReplyOf<typeof listClasses>['items'][number];
type Edited = { code: string; name: string; nameEn: string; known: boolean };

/** The classification of resources (类, 项, 目, 细目), which the data bureau keeps. */
export function ClassesPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator']} title={t('classes.title')}>
      <ConsolePage title={t('classes.title')} lead={t('classes.lead')}>
        <Classes />
      </ConsolePage>
    </SignedIn>
  );
}

function Classes() {
  const { t } = useTranslation();
  const nameOf = useName();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<Edited | null>(null);
  const classes = useQuery({ queryKey: ['classes'], queryFn: () => api(listClasses) });
  const again = () => void queries.invalidateQueries({ queryKey: ['classes'] });
  const drop = useMutation({
    mutationFn: (code: string) => api(deleteClass, { params: { code } }),
    onSuccess: again,
  });
  if (classes.isError) return <Fault error={classes.error} onRetry={() => void classes.refetch()} />;
  if (!classes.data) return <Loading lines={10} />;
  const edit = ({ code, name, nameEn }: ResourceClass) => setEdited({ code, name, nameEn: nameEn ?? '', known: true });
  return (
    <>
      <div className="actions">
        <Button kind="primary" onClick={() => setEdited({ code: '', name: '', nameEn: '', known: false })}>
          {t('classes.add')}
        </Button>
      </div>
      {drop.isError && <Fault error={drop.error} />}
      <Table label={t('classes.title')} columns={['code', 'name', 'level', 'acts'].map((key) => t(`classes.${key}`))}>
        {classes.data.items.map((each) => (
          <tr key={each.code}>
            <th scope="row" className="code">
              {each.code}
            </th>
            <td>{nameOf(each)}</td>
            <td>{t(`classes.levels.${levelOf(each.code)}`)}</td>
            <td>
              <Button kind="text" aria-label={t('classes.renameOf', { name: each.name })} onClick={() => edit(each)}>
                {t('classes.rename')}
              </Button>
              <Button
                kind="text"
                aria-label={t('classes.dropOf', { name: each.name })}
                disabled={drop.isPending}
                onClick={() => drop.mutate(each.code)}
              >
                {t('classes.drop')}
              </Button>
            </td>
          </tr>
        ))}
      </Table>
      {edited && <ClassDialog first={edited} done={again} onClose={() => setEdited(null)} />}
    </>
  );
}

function levelOf(code: string): 'kind' | 'group' | 'subgroup' | 'detail' {
  return code.length === 1 ? 'kind' : code.length === 3 ? 'group' : code.length === 6 ? 'subgroup' : 'detail';
}

function ClassDialog({ first, done, onClose }: { first: Edited; done(): void; onClose(): void }) {
  const { t } = useTranslation();
  const [{ code, name, nameEn }, setEdited] = useState(first);
  const fits = /^[123](\d{2}(\d{3}\d{0,14})?)?$/.test(code);
  const keep = useMutation({
    mutationFn: () => api(putClass, { params: { code }, body: { name: name.trim(), nameEn: nameEn.trim() || null } }),
    onSuccess: () => {
      done();
      onClose();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (fits && name.trim()) keep.mutate();
  };
  return (
    <Dialog
      title={t(first.known ? 'classes.rename' : 'classes.add')}
      onClose={onClose}
      actions={
        <Button kind="primary" disabled={!fits || !name.trim() || keep.isPending} onClick={() => keep.mutate()}>
          {t('classes.keep')}
        </Button>
      }
    >
      <form onSubmit={send} noValidate>
        <TextField
          id="class-code"
          label={t('classes.code')}
          help={t('classes.codeHelp')}
          fault={code !== '' && !fits ? t('classes.codeWrong') : undefined}
          value={code}
          disabled={first.known}
          inputMode="numeric"
          maxLength={20}
          onChange={(event) => setEdited((before) => ({ ...before, code: event.target.value.trim() }))}
        />
        <TextField
          id="class-name"
          label={t('classes.name')}
          value={name}
          maxLength={100}
          onChange={(event) => setEdited((before) => ({ ...before, name: event.target.value }))}
        />
        <TextField
          id="class-name-en"
          label={t('classes.nameEn')}
          optional
          value={nameEn}
          maxLength={200}
          onChange={(event) => setEdited((before) => ({ ...before, nameEn: event.target.value }))}
        />
      </form>
      {keep.isError && <Fault error={keep.error} />}
    </Dialog>
  );
}
