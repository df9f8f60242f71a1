/** CSV, whether its lines are cut by hand or read by csv-parse: the same rows, in whatever pieces they come. */
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvRows } from '../../src/imports/csv-rows.js';
import type { GivenRow } from '../../src/imports/given-row.js';

async function rowsOf(text: string, size = Math.max(1, text.length)): Promise<GivenRow[]> {
  async function* pieces() {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  const rows: GivenRow[] = [];
  for await (const batch of csvRows(pieces())) rows.push(...batch);
  return rows;
}

const cell = fc.oneof(
  fc.constantFrom('', 'a', ' b ', 'ж', 'a|b', "'", 'x'.repeat(300)),
  fc.string({ unit: fc.constantFrom('a', ' ', '"', ',', ';', '\n', '\t', 'é') }),
);

describe('csvRows', () => {
  it('rule 2.8: reads what csv-parse reads, in whatever pieces', async () => {
    const table = fc.array(fc.tuple(cell, cell, cell), { maxLength: 20 });
    const quoted = (text: string, always: boolean) =>
      always || /[",;\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const whole = fc.tuple(
      table,
      fc.constantFrom(',', ';'),
      fc.constantFrom('\n', '\r\n'),
      fc.nat(40),
      fc.nat(20),
    );
    await fc.assert(
      fc.asyncProperty(whole, async ([rows, delimiter, end, size, firstQuoted]) => {
        const lines = rows.map((row, at) =>
          row.map((text) => quoted(text, at >= firstQuoted)).join(delimiter),
        );
        const text =
          ['login', 'company', 'branch'].join(delimiter) + end + lines.map((line) => line + end).join('');
        const expected = parse(text, { delimiter, skip_empty_lines: true, relax_column_count: true });
        const read = await rowsOf(text, size + 1);
        const values = read.map(({ fields }) =>
          ['login', 'company', 'branch'].map((name) => fields.get(name) ?? ''),
        );
        expect(values).toEqual(expected.slice(1));
        expect(read.map(({ row }) => row)).toEqual(read.map((_, at) => at + 1));
      }),
    );
  });

  it.each([
    ['login\na"b\n', 2],
    ['login\nplain\nplain\n"open\n', 4],
    ['login\r\nplain\r\n"a"b\r\n', 3],
  ])('says in which line of %j it cannot go on', async (text, line) => {
    await expect(rowsOf(text, 3)).rejects.toThrow(`Line ${line} is no CSV`);
  });

  it.each([
    ['plain', 'x'.repeat(70_000)],
    ['quoted', `"${'x'.repeat(70_000)}"`],
  ])('refuses a %s line that is too long, wherever it stands', async (_, text) => {
    await expect(rowsOf(`login\na\n${text}\n`, 1000)).rejects.toThrow('more than 65536 characters');
    await expect(rowsOf(text, 1000)).rejects.toThrow('more than 65536 characters');
  });

  it('takes a last line without an end, and lines that end as they did on old machines', async () => {
    expect((await rowsOf('login\na\nb')).map(({ fields }) => fields.get('login'))).toEqual(['a', 'b']);
    expect((await rowsOf('login\ra\rb\r')).map(({ fields }) => fields.get('login'))).toEqual(['a', 'b']);
  });
});
