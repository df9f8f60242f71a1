/** The OpenAPI document is what callers read first: that it is whole, and that what it shows is right. */
import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { errorTable, type ErrorCode } from '../../src/core/errors.js';
import { scopeTable } from '../../src/core/scopes.js';
import { problemPage } from '../../src/http/documents.router.js';
import {
  answerPointer,
  contentPointers,
  examplesOf,
  misfits,
  openApi,
  operations,
  resolved,
  type DocumentedOperation,
} from '../support/openapi.js';

const codes = Object.keys(errorTable) as ErrorCode[];
const named = (operation: DocumentedOperation) => [operation.operationId, operation] as const;
const successes = ({ responses }: DocumentedOperation) =>
  Object.keys(responses).filter((status) => status.startsWith('2'));

describe('every operation', () => {
  test('has a name of its own', () => {
    const names = operations.map(({ operationId }) => operationId);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    expect(names.length).toBeGreaterThan(45);
  });

  test('has one tag, which is described', () => {
    const tags = openApi.tags.map(({ name }) => name);
    expect(operations.filter(({ tags: [tag, ...more] }) => !tags.includes(tag!) || more.length > 0)).toEqual(
      [],
    );
  });

  test('is tried by a test file of its name', () => {
    const files = readdirSync('test/api', { recursive: true, encoding: 'utf8' });
    const tried = new Set(files.map((file) => /([^/]+)\.test\.ts$/.exec(file)?.[1]));
    expect(operations.map(({ operationId }) => operationId).filter((name) => !tried.has(name))).toEqual([]);
  });

  test('asks for scopes that there are, under both kinds of credentials, or for none', () => {
    const asked = operations.filter(({ security }) => security.length > 0);
    const scopes = asked.flatMap((operation) => [
      ...operation.security[0]!['oauth2']!,
      ...Object.values(operation['x-conditional-scopes'] ?? {}),
    ]);
    expect(scopes.filter((scope) => !Object.hasOwn(scopeTable, scope))).toEqual([]);
    expect(asked.filter(({ security }) => security[1]?.['apiKey'] === undefined)).toEqual([]);
    expect(new Set(scopes)).toEqual(new Set(Object.keys(scopeTable)));
  });

  test('can ask for every scope that a credential can name', () => {
    const { enum: names } = openApi.components.schemas['ScopeName'] as { enum: string[] };
    expect([...names].sort()).toEqual(Object.keys(scopeTable).sort());
  });

  test('says every scope in its text', () => {
    const silent = operations.filter(({ description = '', security, ...operation }) => {
      const scopes = [
        ...(security[0]?.['oauth2'] ?? []),
        ...Object.values(operation['x-conditional-scopes'] ?? {}),
      ];
      return scopes.some((scope) => !description.includes(`\`${scope}\``));
    });
    expect(silent.map(({ operationId }) => operationId)).toEqual([]);
  });

  test('shows an example of its body and of its success', () => {
    const without = operations.flatMap((operation) => {
      const answers = successes(operation).flatMap((status) =>
        Object.values(resolved(operation.responses[status]!).content ?? {}),
      );
      const shown = [...answers, ...Object.values(operation.requestBody?.content ?? {})];
      return shown.every((media) => examplesOf(media).length > 0) ? [] : [operation.operationId];
    });
    expect(without).toEqual([]);
  });

  test('answers with a request ID, whatever it answers', () => {
    const without = operations.flatMap(({ operationId, responses }) =>
      Object.entries(responses)
        .filter(([, answer]) => resolved(answer).headers?.['X-Request-Id'] === undefined)
        .map(([status]) => `${operationId} ${status}`),
    );
    expect(without).toEqual([]);
  });
});

describe('examples fit their schemas', () => {
  test.each(operations.map(named))('%s', (_name, operation) => {
    const places = [
      ...contentPointers(`${operation.pointer}/requestBody`, operation.requestBody?.content ?? {}),
      ...Object.entries(operation.responses).flatMap(([status, answer]) =>
        contentPointers(answerPointer(operation, status), resolved(answer).content ?? {}),
      ),
    ];
    const wrong = places.flatMap(([pointer, media]) =>
      examplesOf(media).flatMap(([name, value]) =>
        misfits(value, `${pointer}/schema`).map((fault) => `${pointer} ${name}: ${fault}`),
      ),
    );
    const parameters = (operation.parameters ?? []).flatMap(({ name, example }, at) =>
      example === undefined
        ? []
        : misfits(example, `${operation.pointer}/parameters/${at}/schema`).map(
            (fault) => `${name}: ${fault}`,
          ),
    );
    expect([...wrong, ...parameters]).toEqual([]);
  });

  test('and a wrong one would be found', () => {
    expect(misfits({ items: [{ id: 1 }] }, '/components/schemas/UserList')).not.toEqual([]);
    expect(misfits({ name: 'x', scopes: ['no:such'] }, '/components/schemas/NewApiKey')).not.toEqual([]);
  });
});

describe('every code of a refusal', () => {
  const general = openApi['x-general-problem-codes'];
  const documented = new Set([
    ...general,
    ...operations.flatMap((operation) => operation['x-problem-codes'] ?? []),
  ]);

  test('is said of an operation, or of all requests', () => {
    expect(codes.filter((code) => !documented.has(code))).toEqual([]);
  });

  test('that the document says is one there is', () => {
    expect([...documented].filter((code) => !Object.hasOwn(errorTable, code))).toEqual([]);
  });

  test('is thrown somewhere', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && file !== 'core/errors.ts')
      .map((file) => readFileSync(`src/${file}`, 'utf8'));
    expect(codes.filter((code) => !sources.some((source) => source.includes(`'${code}'`)))).toEqual([]);
  });

  test.each(codes)('%s has a page that says what to do', (code) => {
    const { status, title, help } = errorTable[code];
    const page = problemPage(code);
    expect(page).toContain(`<h1>${title}</h1>`);
    expect(page).toContain(`<code>${code}</code>, HTTP status ${status}`);
    expect(help.replaceAll(/\W/g, '').toLowerCase()).not.toBe(title.replaceAll(/\W/g, '').toLowerCase());
    expect(help).toMatch(/^\S.{15,}\.$/);
  });

  test('stands under the status that it has', () => {
    const misplaced = operations.flatMap(({ operationId, responses }) =>
      Object.entries(responses).flatMap(([status, answer]) =>
        (resolved(answer)['x-problem-codes'] ?? [])
          .filter((code) => String(errorTable[code as ErrorCode].status) !== status)
          .map((code) => `${operationId} ${code}`),
      ),
    );
    expect(misplaced).toEqual([]);
  });
});

describe('schemas', () => {
  test('have names that mean something', () => {
    const empty = /^(Pick|Omit|Partial|Record|Required|Readonly|Exclude|Extract|Nullable)_?|[_.]|Dto$|Impl$/;
    expect(Object.keys(openApi.components.schemas).filter((name) => empty.test(name))).toEqual([]);
  });
});
