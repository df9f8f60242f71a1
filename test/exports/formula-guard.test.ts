/** The guard against formulas, as the database runs it, against one that looks at a cell sign by sign. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { defused } from '../../src/exports/formula-guard.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const isSuspect = 'may_run_in_spreadsheet(ARRAY[other, phones], cell, NULL)';
const cells = `SELECT CASE WHEN ${isSuspect} THEN ${defused('cell')} ELSE cell END AS cell,
    CASE WHEN ${isSuspect} THEN ${defused('phones')} ELSE phones END AS phones
  FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS t (cell, other, phones, n) ORDER BY n`;

interface Row {
  cell: string;
  other: string;
  phones: string;
}

async function guarded(rows: readonly Row[]): Promise<{ cell: string; phones: string }[]> {
  const columns = (['cell', 'other', 'phones'] as const).map((name) => rows.map((row) => row[name]));
  return (await client.query<{ cell: string; phones: string }>({ text: cells, values: columns })).rows;
}

async function guardedCell(cell: string): Promise<string> {
  return (await guarded([{ cell, other: '', phones: '' }]))[0]!.cell;
}

/** What a spreadsheet passes over before a formula, and what one begins with. */
const isOverlooked = (sign: string) =>
  /^[\s\p{Cc}\p{Z}"'´‘’“”„«»‹›＂＇\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff]$/u.test(
    sign,
  );
const isWide = (sign: string) => /[\uff01-\uff5e\ufe50-\ufe6b]/.test(sign);
const isTrigger = (sign: string) => '=+-@−'.includes(isWide(sign) ? sign.normalize('NFKC') : sign);
const isPhone = (piece: string) => /^ *\+ ?[0-9(][0-9 ()./-]*$/.test(piece);

/** The guard as one would write it who has all the time there is. */
function oracle(cell: string): string {
  const pieces = cell.split(/([,;\t\n\r])/);
  const inside = pieces.map((piece, at) => {
    if (at % 2 === 1) return piece;
    // White space that begins another cell for somebody does not for somebody else.
    const whole = pieces.slice(at).join('');
    const first = [...whole].find((sign) => !isOverlooked(sign));
    return first !== undefined && isTrigger(first) && !isPhone(piece) ? `'${piece}` : piece;
  });
  const text = inside.join('');
  return /^[\t\n\r]/.test(text) ? `'${text}` : text;
}

describe('rule 2.7: a cell that a spreadsheet would run', () => {
  it.each([
    '=1+1',
    "=cmd|' /C calc'!A0",
    '+SUM(A1)',
    '-2+3',
    '-5',
    '@SUM(A1)',
    '+',
    '=',
    '  =1',
    '\u00a0=1',
    '\u200b=1',
    '\ufeff@x',
    '\u3000+a',
    '"=1"',
    '"" =1',
    "'=1",
    '“=1',
    '＝1',
    '＋1',
    '－1',
    '＠A',
    '−1',
    '﹦1',
    '+49 =1',
    '+49abc',
    '+A1',
    '+1*2',
    '+49 30 | x',
    '\u0001=1',
    '\v=1',
    '\u0085=1',
  ])('begins with an apostrophe: %j', async (cell) => {
    expect(await guardedCell(cell)).toBe(`'${cell}`);
  });

  it.each(['\t=1', '\r=1', '\n=1', '\ta', '\rharmless'])(
    'and so does one that begins with %j',
    async (cell) => {
      expect(await guardedCell(cell)).toMatch(/^'[\t\r\n]/);
    },
  );

  it.each([
    ['x,=1+1', "x,'=1+1"],
    ['x;=1', "x;'=1"],
    ['x\n=1', "x\n'=1"],
    ['x\r\n+A1', "x\r'\n'+A1"],
    ['a, "@b, c,-d', `a,' "@b, c,'-d`],
    ['x,\u200b=1', "x,'\u200b=1"],
  ])('is defused where another reading of the file would begin a cell: %j', async (cell, safe) => {
    expect(await guardedCell(cell)).toBe(safe);
  });
});

describe('rule 2.7: any other cell is left alone', () => {
  it.each([
    '+49 30 1234',
    '+49 (0)30/123-45.6',
    '+4930123456',
    '(030) 1234',
    '030-1234',
    '+49 30 1, +49 30 2',
    'Anna-Maria',
    'a=b',
    'a@corp.example',
    '1 Main Street, 10000 Springfield',
    '#sip:100',
    'Ёлка',
    '李明',
    '_x',
    '.x',
    '/x',
    '100',
    'x - y, z',
    '',
    "O'Neill",
    '"quoted"',
  ])('%j', async (cell) => {
    expect(await guardedCell(cell)).toBe(cell);
  });
});

it('rule 2.7: the database does with any row what looking at each sign does', async () => {
  const sign = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...'=+-@＝＋－＠−﹦,;\t\n\r"\' \u00a0\u200b\u3000\ufeff()./') },
    { weight: 3, arbitrary: fc.constantFrom(...'aZ09ёЯ李\u0301|\\_%`') },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
  );
  const text = fc.array(sign, { maxLength: 8 }).map((signs) => signs.join('').replaceAll('\0', ''));
  const phoneLike = fc
    .array(fc.constantFrom('+49', ' ', '30', '(0)', ', ', '-', '/', '.', '+', 'x', '='), { maxLength: 6 })
    .map((parts) => parts.join(''));
  const row = fc.record({ cell: fc.oneof(text, phoneLike), other: text, phones: fc.oneof(phoneLike, text) });
  const rows = fc.array(row, { minLength: 200, maxLength: 200 });
  const property = fc.asyncProperty(rows, async (given) => {
    const expected = given.map(({ cell, phones }) => ({ cell: oracle(cell), phones: oracle(phones) }));
    const wrong = (await guarded(given)).flatMap((row, at) =>
      isDeepStrictEqual(row, expected[at]) ? [] : [{ given: given[at], row, expected: expected[at] }],
    );
    expect(wrong).toEqual([]);
  });
  await fc.assert(property, { numRuns: 200, endOnFailure: true });
}, 60_000);
