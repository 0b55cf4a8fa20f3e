import { expect, test } from 'vitest';
import type { ServiceSummary } from '../../contracts/services.ts';
import { groupServices } from './group-services.ts';

const service = (key: string, serves: string[], topics: string[]): ServiceSummary => ({
  key,
  code: '',
  title: { zh: key, en: key },
  summary: { zh: '', en: '' },
  agency: { name: '', nameEn: null, creditCode: '' },
  subject: 'applicant',
  promisedDays: 1,
  statutoryDays: 1,
  charged: false,
  visits: 0,
  topics: topics.map((zh) => ({ zh, en: zh })),
  serves,
});
const services = [
  service('a', ['1'], ['生育']),
  service('b', ['1', '2'], ['就业', '开办']),
  service('c', ['3'], ['开办']),
  service('d', ['1'], ['就业']),
];
const grouped = (who: 'person' | 'company') =>
  groupServices(services, who, ({ topics }) => topics.map(({ zh }) => zh)).map(
    ({ name, services: within }) => `${name}: ${within.map(({ key }) => key).join(' ')}`,
  );

test('a service stands under each of its names, the fullest group first', () => {
  expect(grouped('person')).toEqual(['就业: b d', '生育: a', '开办: b']);
});

test('whom no natural person asks for is for companies; what serves both stands with both', () => {
  expect(grouped('company')).toEqual(['开办: b c', '就业: b']);
});
