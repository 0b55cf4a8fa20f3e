import type { LoadedPack, PackPart } from '../../contracts/packs.ts';
import type { Pack } from './read-pack.ts';

/** Names that are kept of a part; a register of regions has thousands. */
const most = 200;

type Words = { zh: string; en: string };
const same = (text: string): Words => ({ zh: text, en: text });

/** What a pack holds, part by part, for the page that shows it; parts that are empty are left out. No person is named. */
export function contentsOf(pack: Pack, regions: number): NonNullable<LoadedPack['contents']> {
  const parts: [PackPart, Words[], number?][] = [
    ['regions', [], regions],
    [
      'classes',
      (pack.classification?.classes ?? []).map(({ code, zh, en }) => ({ zh: `${code} ${zh}`, en: `${code} ${en}` })),
    ],
    ['codeLists', pack.codeLists.map(({ title }) => title)],
    [
      'clocks',
      [
        ...(pack.sharingClocks?.ruleSets ?? []).flatMap(({ rules }) => rules.map(({ zh, en }) => ({ zh, en }))),
        ...(pack.serviceClocks?.rules ?? []).map(({ zh, en }) => ({ zh, en })),
      ],
    ],
    ['agencies', pack.agencies.map(({ name }) => name)],
    ['staff', pack.staff.map(({ username }) => same(username))],
    ['clients', pack.clients.map(({ name }) => name)],
    ['people', [], pack.accounts?.accounts.length ?? 0],
    ['resources', [...pack.resources, ...pack.entries].map(({ name }) => name)],
    ['services', pack.services.map(({ title }) => title)],
    ['duties', pack.duties.map(({ title }) => title)],
    ['grants', [], pack.grants.length],
    ['documents', pack.documents.map(({ title, titleEn }) => ({ zh: title, en: titleEn ?? title }))],
    ['sites', (pack.sites?.sites ?? []).map(({ name }) => name)],
    ['licenceTypes', pack.licenceTypes.map(({ name }) => name)],
  ];
  return parts
    .map(([part, names, count = names.length]) => ({
      part,
      count,
      names: names.slice(0, most).map(({ zh, en }) => ({ zh, en })),
    }))
    .filter(({ count }) => count > 0);
}
