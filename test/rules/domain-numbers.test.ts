/** Rules are cited by their numbers: docs/domain.md has every one, and says of none that it is built without proof. */
import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

type State = 'built' | 'in part' | 'not built';

const document = readFileSync('docs/domain.md', 'utf8');
const headings = [...document.matchAll(/^#{2,3} (\d+(?:\.\d+)?) .*?(?: \((built|in part|not built)\))?$/gm)];
const stateByNumber = new Map(headings.map((match) => [match[1]!, match[2] as State | undefined]));

const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', 'src', 'prisma', 'test'],
  {
    encoding: 'utf8',
  },
)
  .trim()
  .split('\n')
  .filter((file) => existsSync(file) && file !== 'test/rules/domain-numbers.test.ts');

/** The numbers in `rule 4.2`, `rules 3.1, 3.2 and 4.6`, also across lines of a comment, and in `rule: '4.2'` of a case. */
function citedIn(text: string): string[] {
  const running = text.replace(/\n\s*(?:\*|\/\/|--|#)?\s*/g, ' ');
  const citations = running.matchAll(/\brules?:? '?(\d+(?:\.\d+)?(?:(?:, and |, | and |–)\d+(?:\.\d+)?)*)/gi);
  return [...citations].flatMap((match) => match[1]!.match(/\d+(?:\.\d+)?/g) ?? []);
}

const citations = files.flatMap((file) =>
  citedIn(readFileSync(file, 'utf8')).map((number) => ({ file, number })),
);
const isOfTest = (file: string): boolean => file.startsWith('test/');

describe('every rule that is cited', () => {
  test('stands in docs/domain.md', () => {
    expect(citations.length).toBeGreaterThan(100);
    expect(citations.filter(({ number }) => !stateByNumber.has(number))).toEqual([]);
  });
});

describe('every rule that is built, wholly or in part,', () => {
  const built = [...stateByNumber].filter(([, state]) => state === 'built' || state === 'in part');
  const numbers = built.map(([number]) => number);

  test('is known as such', () => {
    expect(numbers.length).toBeGreaterThan(20);
    // A section with rules of its own says nothing; each rule says what it is.
    const silent = [...stateByNumber].filter(
      ([number, state]) => state === undefined && number.includes('.'),
    );
    expect(silent).toEqual([]);
  });

  test('is cited by the source that keeps it', () => {
    const cited = new Set(citations.filter(({ file }) => !isOfTest(file)).map(({ number }) => number));
    expect(numbers.filter((number) => !cited.has(number))).toEqual([]);
  });

  test('is cited by a test that tries it', () => {
    const cited = new Set(citations.filter(({ file }) => isOfTest(file)).map(({ number }) => number));
    expect(numbers.filter((number) => !cited.has(number))).toEqual([]);
  });
});
