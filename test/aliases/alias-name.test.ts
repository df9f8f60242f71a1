import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkAlias, checkTarget, parseAliasReference } from '../../src/aliases/alias-name.js';

const server = 'Corp.example';
const alias = fc.stringMatching(/^[A-Za-zа-яА-ЯёЁ0-9_-]{1,32}$/);
const dialled = fc.oneof(
  alias,
  fc.tuple(alias, fc.oneof(fc.domain(), fc.constant('CORP.example'))).map((parts) => parts.join('@')),
  alias.map((id) => `\\C\\${id}@corp.example`),
  alias.map((address) => `#SIP:${address}`),
);

describe('rule 5.1', () => {
  it('law: every alias is found by itself, in any case, with and without the name of this server', () => {
    fc.assert(
      fc.property(alias, (text) => {
        const { aliasKey } = checkAlias(text);
        for (const way of [text, text.toUpperCase(), text.toLowerCase(), `${text}@CORP.EXAMPLE`]) {
          expect(parseAliasReference(way, server)).toEqual({ kind: 'name', key: aliasKey });
        }
      }),
    );
  });

  it('law: a target is canonical: it is its own target, and equal keys mean the same', () => {
    fc.assert(
      fc.property(dialled, (text) => {
        const target = checkTarget(text, server);
        expect(checkTarget(target.callString, server)).toEqual(target);
        expect(checkTarget(` ${text.normalize('NFD')} `, server)).toEqual(target);
        expect(checkTarget(text.toUpperCase(), server).targetKey).toBe(target.targetKey);
      }),
    );
  });

  it('law: what is at another server is never a name here', () => {
    fc.assert(
      fc.property(alias, fc.domain(), (text, other) => {
        expect(parseAliasReference(`${text}@${other}`, server)).toEqual({ kind: 'malformed' });
        expect(checkTarget(`${text}@${other}`, server).targetKey).toContain('@');
      }),
    );
  });
});
