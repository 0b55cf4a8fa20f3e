import './showcase.css';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bars } from '../ui/chart.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { DataTable, type Sort } from '../ui/data-table.tsx';
import { useConfirm } from '../ui/dialog.tsx';
import { Drawer } from '../ui/drawer.tsx';
import { SelectField, TextArea, TextField } from '../ui/fields.tsx';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Masked } from '../ui/masked.tsx';
import { Menu } from '../ui/menu.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Empty, Facts, Fault, Loading, Note, Tag, type Tone } from '../ui/parts.tsx';
import { Progress } from '../ui/progress.tsx';
import { Stat, Stats } from '../ui/stat.tsx';
import { useToast } from '../ui/toast.tsx';

const colours = ['paper', 'paper-2', 'surface', 'raised', 'line', 'line-strong', 'ink', 'ink-2', 'act', 'act-soft'];
const signals = ['due', 'due-soft', 'done', 'done-soft', 'wait', 'wait-soft'];
const tones: Tone[] = ['plain', 'act', 'done', 'wait', 'due'];

const facts = (t: TFunction): [string, string][] => [
  [t('showcase.field'), t('showcase.value')],
  [t('showcase.day'), '2026-11-23'],
];
const question = (t: TFunction) => ({
  title: t('showcase.askTitle'),
  text: t('showcase.askText'),
  action: t('showcase.askAction'),
});
const options = (t: TFunction) =>
  (['done', 'wait', 'due'] as const).map((value) => ({ value, label: t(`showcase.tones.${value}`) }));
const sampleRows = (t: TFunction) =>
  Array.from({ length: 6 }, (_, at) => ({
    id: String(at),
    name: `${t('showcase.value')} ${at + 1}`,
    day: `2026-11-${23 + ((at * 5) % 7)}`,
    count: (at * 37) % 100,
    tone: tones[2 + (at % 3)]!,
  }));
type SampleRow = ReturnType<typeof sampleRows>[number];

/** Every token and component at once, for those who build pages. */
export function ShowcasePage() {
  const { t } = useTranslation();
  const [dense, setDense] = useState(false);
  return (
    <div data-density={dense ? 'console' : undefined}>
      <Page
        wide
        title={t('showcase.title')}
        lead={t('showcase.lead')}
        beside={
          <Button aria-pressed={dense} onClick={() => setDense(!dense)}>
            {t('showcase.dense')}
          </Button>
        }
      >
        <Colours />
        <Parts />
        <Lists />
        <Figures />
      </Page>
    </div>
  );
}

function Colours() {
  const { t } = useTranslation();
  return (
    <section className="section">
      <h2>{t('showcase.colours')}</h2>
      <ul className="swatches">
        {[...colours, ...signals].map((name) => (
          <li key={name}>
            <span className="swatch" data-colour={name} />
            <code className="code">--{name}</code>
          </li>
        ))}
      </ul>
      <ul className="type-scale">
        {['xl', 'l', 'm', 's'].map((size) => (
          <li key={size} data-size-of={size}>
            {t('showcase.sample')}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Parts() {
  const { t } = useTranslation();
  const [asking, ask] = useConfirm();
  const [drawer, setDrawer] = useState(false);
  const toast = useToast();
  return (
    <section className="section">
      <h2>{t('showcase.parts')}</h2>
      <div className="actions">
        <Button kind="primary" onClick={() => void ask(question(t))}>
          {t('showcase.dialog')}
        </Button>
        <Button onClick={() => setDrawer(true)}>{t('showcase.drawer')}</Button>
        <Button onClick={() => toast({ text: t('showcase.done'), undo: () => toast({ text: t('showcase.undone') }) })}>
          {t('showcase.toast')}
        </Button>
        <Button kind="text">{t('showcase.text')}</Button>
        <Button disabled>{t('showcase.off')}</Button>
        <Menu title={t('showcase.menu')}>
          <p>{t('showcase.sentence')}</p>
        </Menu>
      </div>
      {asking}
      {drawer && (
        <Drawer
          title={t('showcase.drawer')}
          onClose={() => setDrawer(false)}
          actions={<Button>{t('showcase.text')}</Button>}
        >
          <Facts rows={facts(t)} />
        </Drawer>
      )}
      <p className="tags">
        {tones.map((tone) => (
          <Tag key={tone} tone={tone}>
            {t(`showcase.tones.${tone}`)}
          </Tag>
        ))}
      </p>
      {(['plain', 'done', 'wait'] as const).map((tone) => (
        <Note key={tone} tone={tone}>
          <p>{t('showcase.sentence')}</p>
        </Note>
      ))}
      <div className="fields">
        <TextField id="show-text" label={t('showcase.field')} help={t('showcase.help')} />
        <TextField id="show-fault" label={t('showcase.field')} fault={t('showcase.fault')} defaultValue="2026" />
        <SelectField id="show-select" label={t('showcase.choice')} options={options(t)} />
        <TextArea id="show-area" label={t('showcase.field')} optional />
      </div>
      <Facts
        rows={[
          ...facts(t),
          [t('showcase.masked'), <Masked key="masked" text={t('showcase.maskedText')} label={t('showcase.masked')} />],
        ]}
      />
      <h3>{t('showcase.states')}</h3>
      <Loading />
      <Empty action={<Button>{t('showcase.text')}</Button>}>{t('showcase.empty')}</Empty>
      <Fault error={new Error('')} onRetry={() => {}} />
    </section>
  );
}

function Lists() {
  const { t } = useTranslation();
  const [q, setQ] = useState<string>();
  const [state, setState] = useState<string>();
  const [sort, setSort] = useState<Sort>({ key: 'day', descending: false });
  const [open, setOpen] = useState<SampleRow>();
  const [asking, ask] = useConfirm();
  const rows = sampleRows(t)
    .filter((row) => (!q || row.name.includes(q)) && (!state || row.tone === state))
    .sort((a, b) => (sort.descending ? -1 : 1) * (a.day < b.day ? -1 : 1));
  return (
    <section className="section">
      <h2>{t('showcase.lists')}</h2>
      <FilterBar
        search={{ label: t('showcase.search'), value: q, onChange: setQ }}
        selects={[{ key: 'state', label: t('showcase.choice'), value: state, options: options(t), onChange: setState }]}
        onClear={() => {
          setQ(undefined);
          setState(undefined);
        }}
      />
      <DataTable
        label={t('showcase.lists')}
        name="showcase"
        rows={rows}
        rowKey={(row) => row.id}
        rowName={(row) => row.name}
        empty={t('showcase.empty')}
        columns={[
          { key: 'name', title: t('showcase.field'), cell: (row) => row.name },
          { key: 'day', title: t('showcase.day'), width: 'fit', sortable: true, cell: (row) => row.day },
          {
            key: 'count',
            title: t('showcase.count'),
            width: 'fit',
            align: 'end',
            hideable: true,
            cell: (row) => row.count,
          },
          {
            key: 'state',
            title: t('showcase.choice'),
            cell: (row) => <Tag tone={row.tone}>{t(`showcase.tones.${row.tone}`)}</Tag>,
          },
        ]}
        sort={sort}
        onSort={setSort}
        onOpen={setOpen}
        openKey={open?.id}
        bulk={[{ label: t('showcase.dialog'), run: () => ask(question(t)) }]}
      />
      <h3>{t('showcase.loading')}</h3>
      <DataTable
        label={t('showcase.loading')}
        name="showcase-loading"
        rows={undefined}
        rowKey={() => ''}
        empty=""
        columns={[{ key: 'a', title: t('showcase.field'), cell: () => '' }]}
      />
      {asking}
      {open && (
        <Drawer title={open.name} onClose={() => setOpen(undefined)}>
          <p>{open.day}</p>
        </Drawer>
      )}
    </section>
  );
}

function Figures() {
  const { t } = useTranslation();
  const heads: [string, string] = [t('showcase.day'), t('showcase.count')];
  const days = [4, 9, 12, 7, 15, 3, 11, 6];
  return (
    <section className="section">
      <h2>{t('showcase.figures')}</h2>
      <Stats>
        <Stat label={t('showcase.count')} value={128} unit={t('showcase.unit')} note={t('showcase.help')} />
        <Stat label={t('showcase.tones.due')} value={3} unit={t('showcase.unit')} tone="due" />
        <Stat label={t('showcase.tones.wait')} value={5} unit={t('showcase.unit')} tone="wait" />
        <Stat label={t('showcase.tones.done')} value="98.2" unit="%" tone="done" />
      </Stats>
      <div className="fields">
        <Bars
          title={t('showcase.finding')}
          heads={heads}
          bars={options(t).map((option, at) => ({
            key: option.value,
            label: option.label,
            value: [412, 96, 18][at] ?? 7,
          }))}
        />
        <Bars
          kind="columns"
          title={t('showcase.trend')}
          heads={heads}
          bars={days.map((value, at) => ({ key: String(at), label: `11-${16 + at}`, value }))}
        />
      </div>
      <Progress label={t('showcase.progress')} done={6200} total={10_000} secondsLeft={42} />
      <CodeBlock label={t('showcase.code')} code={'curl -X POST /api/v1/resources/307001-000001/calls'} />
    </section>
  );
}
