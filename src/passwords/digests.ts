/** Owns the HA1 of HTTP Digest, which SIP and H.323 registrars use too (rule 2.5; RFC 7616 §3.4.2). */
import { createHash } from 'node:crypto';
import type { Digest, DigestAlgorithm } from './passwords.schema.js';

/** Each algorithm by its name in RFC 7616 §3.7 and in OpenSSL. */
const hashes: Record<DigestAlgorithm, string> = {
  MD5: 'md5',
  'SHA-256': 'sha256',
  'SHA-512-256': 'sha512-256',
};

const algorithms = Object.keys(hashes) as DigestAlgorithm[];

/** What is to be proved: who, where, and with what. */
export interface DigestSecret {
  username: string;
  realm: string;
  password: string;
}

/** H(username:realm:password) for every algorithm, in UTF-8 and NFC (RFC 7616 §4). */
export function digestsOf({ username, realm, password }: DigestSecret): Digest[] {
  const text = [username, realm, password].map((part) => part.normalize('NFC')).join(':');
  return algorithms.map((algorithm) => ({
    algorithm,
    ha1: createHash(hashes[algorithm]).update(text, 'utf8').digest('hex'),
  }));
}
