import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { digestsOf, type DigestSecret } from '../../src/passwords/digests.js';

const opensslNames = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' };

interface Exchange {
  nonce: string;
  cnonce: string;
  uri: string;
}

/** What a client answers to a challenge (RFC 7616 §3.4.1), from the HA1 that we keep. */
function responseOf(algorithm: keyof typeof opensslNames, secret: DigestSecret, exchange: Exchange): string {
  const hash = (text: string) => createHash(opensslNames[algorithm]).update(text).digest('hex');
  const { ha1 } = digestsOf(secret).find((digest) => digest.algorithm === algorithm)!;
  const { nonce, cnonce, uri } = exchange;
  return hash([ha1, nonce, '00000001', cnonce, 'auth', hash(`GET:${uri}`)].join(':'));
}

describe('rule 2.5: HA1', () => {
  const mufasa = { username: 'Mufasa', realm: 'http-auth@example.org', password: 'Circle of Life' };
  const page = {
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    uri: '/dir/index.html',
  };

  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ] as const)('answers the challenge of RFC 7616 §3.9.1 with %s', (algorithm, response) => {
    expect(responseOf(algorithm, mufasa, page)).toBe(response);
  });

  const jason = { username: 'J\u00e4s\u00f8n Doe', realm: 'api@example.org', password: 'Secret, or not?' };
  const api = {
    nonce: '5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK',
    cnonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
    uri: '/doe.json',
  };
  // As erratum 4897 has it: the text of the RFC cut off a SHA-512, which is another function.
  const corrected = '3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5';

  it('answers the challenge of RFC 7616 §3.9.2 with SHA-512-256, in UTF-8', () => {
    expect(responseOf('SHA-512-256', jason, api)).toBe(corrected);
  });

  it('is the same for a name that came in decomposed letters', () => {
    const decomposed = { ...jason, username: jason.username.normalize('NFD') };
    expect(decomposed.username).not.toBe(jason.username);
    expect(responseOf('SHA-512-256', decomposed, api)).toBe(corrected);
  });
});
