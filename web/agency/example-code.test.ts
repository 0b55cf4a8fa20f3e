import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { type Example, exampleCode } from './example-code.ts';
import { exampleLanguages } from './examples-search.ts';

const example: Example = {
  node: 'https://node.example',
  clientId: 'agency-1a2b',
  signs: true,
  resource: '202001/000001',
  items: ['child_name', 'birth_date'],
  purpose: 'newborn-medical-enrolment',
  subject: '999999195001100005',
};
const kinds = [example, { ...example, signs: false }, { ...example, subject: null }];

test('an example says the grant’s resource, items and purpose, and where the call goes', () => {
  for (const each of kinds)
    for (const language of exampleLanguages) {
      const code = exampleCode(language, each);
      for (const word of [
        'agency-1a2b',
        'child_name',
        'birth_date',
        'newborn-medical-enrolment',
        'https://node.example',
      ])
        expect(code).toContain(word);
      expect(code).toContain(each.subject ?? 'SUBJECT');
      expect(code).toMatch(/202001[-/]000001/);
    }
});

test('the shell and Python can read theirs', () => {
  for (const each of kinds) {
    const shell = spawnSync('bash', ['-n'], { input: exampleCode('curl', each), encoding: 'utf8' });
    expect([shell.status, shell.stderr]).toEqual([0, '']);
    const python = spawnSync('python3', ['-c', 'import ast,sys; ast.parse(sys.stdin.read())'], {
      input: exampleCode('python', each),
      encoding: 'utf8',
    });
    if (python.error) continue;
    expect([python.status, python.stderr]).toEqual([0, '']);
  }
});

test('the JSON that the shell sends is whole, with the subject put in from its variable', () => {
  const sent = (each: Example) => {
    const [, argument = ''] = /-d ('\{.*\}') -o/.exec(exampleCode('curl', each)) ?? [];
    return spawnSync('bash', ['-c', `printf %s ${argument}`], {
      encoding: 'utf8',
      env: { ...process.env, SUBJECT: 'S1' },
    }).stdout;
  };
  expect(JSON.parse(sent(example)).subject).toBe(example.subject);
  expect(JSON.parse(sent({ ...example, subject: null }))).toEqual({
    subject: 'S1',
    items: example.items,
    purpose: example.purpose,
  });
});
