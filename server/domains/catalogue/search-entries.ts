import { shareTypes } from '../../../contracts/catalogue.ts';
import { type FacetName, facetNames, type SavedQuery, type SearchReply } from '../../../contracts/catalogue-search.ts';
import type { Platform } from '../../platform/platform.ts';
import { agenciesByIds, regionNames } from '../directory/index.ts';
import { findOnce } from './remember-found.ts';
import {
  editDistance,
  partialQuestion,
  patience,
  type Question,
  questionOf,
  sameSoundQuestion,
} from './search-question.ts';
import { ageOf, type Chosen, type Counted, codeKey, count, providerKey } from './search-record.ts';
import { latinWords, queryWords } from './search-words.ts';
import { type Reader, summariesOf } from './show-resource.ts';
import { resourcesByIds } from './store.ts';
import { foundRecords, idsOfNumbers, matchedItems, providersFound, spellingsNear } from './store-search.ts';
import { classes, codeLists } from './store-vocabulary.ts';

export interface Search extends SavedQuery {
  offset?: number | undefined;
  limit?: number | undefined;
}

type Found = { names: Buffer; all: Buffer; how: SearchReply['how']; corrected: string | null };

/** Entries that the reader may see and that hold what is asked, with facets. What is misspelt is mended when nothing else is found. */
export async function searchEntries(platform: Platform, reader: Reader, search: Search): Promise<SearchReply> {
  const { pool } = platform.database;
  const found = await findCounted(platform, reader, search);
  const { counted } = found;
  const ids = await idsOfNumbers(pool, counted.page);
  const order = counted.page.flatMap((number) => ids.get(number) ?? []);
  const words = queryWords(search.q ?? '').filter((word) => word.length > 1);
  const [heads, facets] = await Promise.all([resourcesByIds(platform.db, order), labelled(platform, counted.facets)]);
  // What stands in an entry's name needs no item to show why it was found.
  const unexplained = order.filter((id) => !words.some((word) => heads.get(id)?.name.includes(word)));
  const matched = await matchedItems(pool, unexplained, words);
  const summaries = await summariesOf(
    platform.db,
    order.flatMap((id) => heads.get(id) ?? []),
  );
  const itemsOf = Map.groupBy(matched, ({ resourceId }) => resourceId);
  return {
    total: counted.total,
    items: summaries.map((summary) => ({
      ...summary,
      matchedItems: (itemsOf.get(summary.id) ?? []).slice(0, 5).map(({ name }) => name),
    })),
    facets,
    how: found.how,
    corrected: found.corrected,
  };
}

/** Numbers of all entries that a search finds, up to a limit. */
export async function numbersFound(platform: Platform, reader: Reader, search: SavedQuery): Promise<number[]> {
  const found = await find(platform, reader, search);
  return countFound(platform, found, { ...search, offset: 0, limit: 20_000 }).page;
}

/** Ids of all entries that a search finds, up to a limit. */
export async function entriesFound(platform: Platform, reader: Reader, search: SavedQuery): Promise<string[]> {
  const numbers = await numbersFound(platform, reader, search);
  return [...(await idsOfNumbers(platform.database.pool, numbers)).values()];
}

/** What a search finds, counted; the same for all who see the same, on a day, for as long as the index is as it is. */
function findCounted(platform: Platform, reader: Reader, search: Search) {
  const question = [reader.agencyId, reader.operator, dayOf(platform), Object.entries(search).sort()];
  return findOnce(platform, question, async () => {
    const { how, corrected, ...records } = await find(platform, reader, search);
    return { how, corrected, counted: countFound(platform, records, search) };
  });
}

/** Days since 1970. */
const dayOf = (platform: Platform) => Math.floor(platform.now().getTime() / 86_400_000);

function countFound(platform: Platform, { names, all }: Pick<Found, 'names' | 'all'>, search: Search): Counted {
  return count({
    names,
    all,
    chosen: chosenOf(search),
    sort: search.sort ?? 'relevance',
    today: dayOf(platform),
    offset: search.offset ?? 0,
    limit: search.limit ?? 20,
  });
}

async function find(platform: Platform, reader: Reader, { q, state }: Search): Promise<Found> {
  const { pool } = platform.database;
  const ask = async (question: Question | null) => foundRecords(pool, reader, question, state);
  const text = (q ?? '').trim();
  const question = questionOf(text);
  if (text === '' || question === null) {
    const nothing = { names: Buffer.alloc(0), all: Buffer.alloc(0) };
    return { ...(text === '' ? await ask(null) : nothing), how: 'asked', corrected: null };
  }
  const asked = await ask(question);
  if (asked.all.length > 0) return { ...asked, how: 'asked', corrected: null };
  const spoken = sameSoundQuestion(text);
  if (spoken) {
    const alike = await ask(spoken);
    if (alike.all.length > 0) return { ...alike, how: 'sameSound', corrected: null };
  }
  const corrected = await mended(platform, text);
  if (corrected !== null) {
    const mendedFound = await ask(questionOf(corrected));
    if (mendedFound.all.length > 0) return { ...mendedFound, how: 'corrected', corrected };
  }
  const partial = partialQuestion(text);
  if (partial) return { ...(await ask(partial)), how: 'partial', corrected: null };
  return { ...asked, how: 'asked', corrected: null };
}

/** The text with each Latin word that is not spelt like any known one in place of the nearest that is; null when none is near. */
async function mended(platform: Platform, text: string): Promise<string | null> {
  const words = latinWords(text);
  const better: string[] = [];
  let changed = false;
  for (const word of words) {
    const distance = patience(word);
    const near = distance === 0 ? [] : await spellingsNear(platform.database.pool, word.length, distance);
    let best: { word: string; distance: number } | null = null;
    for (const candidate of near) {
      const away = editDistance(word, candidate);
      if (away <= distance && (best === null || away < best.distance)) best = { word: candidate, distance: away };
    }
    if (best && best.distance > 0) changed = true;
    better.push(best?.word ?? word);
  }
  return changed ? [...queryWords(text), ...better].join(' ') : null;
}

function chosenOf(search: Search): Chosen {
  const ages = ['month', 'quarter', 'year', 'older'];
  return {
    ...(search.class && { class: Number(search.class.slice(0, 6)), classLength: Math.min(6, search.class.length) }),
    ...(search.provider && { provider: providerKey(search.provider) }),
    ...(search.region && { region: Number(search.region) }),
    ...(search.shareType && { shareType: 1 + shareTypes.indexOf(search.shareType) }),
    ...(search.format && { format: codeKey(search.format) }),
    ...(search.cycle && { cycle: codeKey(search.cycle) }),
    ...(search.age && { age: ages.indexOf(search.age) }),
    ...(search.open && { open: true }),
  };
}

type Named = Omit<SearchReply['facets'][FacetName][number], 'count'>;

/** Names of what facets hold, kept for a while: they change when a class, an agency or a code list does. */
interface Names {
  at: number;
  classes: Map<number, Named>;
  formats: Map<number, Named>;
  cycles: Map<number, Named>;
  providers: Map<number, Named>;
  regions: Map<number, Named>;
}
const namesTtl = 30_000;
const known = new WeakMap<Platform, Names>();
/** Values of a facet that are shown; the rest is reached by searching more closely. */
const facetLimit = 30;

async function labelled(platform: Platform, facets: Counted['facets']): Promise<SearchReply['facets']> {
  let names = known.get(platform);
  const missing = names && [...facets.provider.keys()].some((key) => !names!.providers.has(key));
  if (!names || missing || Date.now() - names.at > namesTtl) {
    names = await readNames(platform);
    known.set(platform, names);
  }
  const { classes: classNames, formats, cycles, providers, regions } = names;
  const labels: Record<FacetName, (key: number) => Named | undefined> = {
    class: (key) => classNames.get(key),
    provider: (key) => providers.get(key),
    region: (key) => regions.get(key) ?? (key === 0 ? undefined : plain(String(key))),
    shareType: (key) => (key === 0 ? undefined : plain(shareTypes[key - 1]!)),
    format: (key) => formats.get(key),
    cycle: (key) => cycles.get(key),
    age: (key) => plain(ageOf(key)),
  };
  const list = (facet: FacetName) =>
    [...facets[facet]]
      .sort(([, one], [, other]) => other - one)
      .flatMap(([key, found]) => {
        const named = labels[facet](key);
        return named ? [{ ...named, count: found }] : [];
      })
      .slice(0, facetLimit);
  return Object.fromEntries(facetNames.map((facet) => [facet, list(facet)])) as SearchReply['facets'];
}

function named(value: string, { name, nameEn = null }: { name: string; nameEn?: string | null }): Named {
  return { value, label: name, labelEn: nameEn };
}

/** For what the pages have words of their own. */
function plain(value: string): Named {
  return { value, label: value, labelEn: null };
}

async function readNames(platform: Platform): Promise<Names> {
  const { db } = platform;
  const [allClasses, lists, providerIds] = await Promise.all([classes(db), codeLists(db), providersFound(db)]);
  const agencies = await agenciesByIds(db, providerIds);
  const listed = (code: string) =>
    new Map(
      (lists.find((list) => list.code === code)?.entries ?? []).map((entry) => [
        codeKey(entry.code),
        named(entry.code, entry),
      ]),
    );
  const regions = await regionNames(db, [...new Set([...agencies.values()].map(({ regionCode }) => regionCode))]);
  return {
    at: Date.now(),
    classes: new Map(
      allClasses.filter(({ code }) => code.length === 3).map((each) => [Number(each.code), named(each.code, each)]),
    ),
    formats: listed('resource-format'),
    cycles: listed('update-cycle'),
    providers: new Map([...agencies.values()].map((each) => [providerKey(each.id), named(each.id, each)])),
    regions: new Map([...regions].map(([code, each]) => [Number(code), named(code, each)])),
  };
}
