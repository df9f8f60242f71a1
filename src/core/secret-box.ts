/** Secrets at rest: AES-256-GCM, bound to the row that holds them, so that a copied ciphertext opens nowhere else. */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const ivLength = 12;
const tagLength = 16;

export interface SecretBox {
  /** Encrypts for one place, named like `signing_keys/<id>`. */
  seal(secret: string, place: string): Buffer;
  /** Decrypts; throws when the key, the place or a bit of the box is another. */
  open(box: Uint8Array, place: string): string;
  /**
   * Tells equal secrets from different ones at one place. It leads back to none, not even to one that could be guessed,
   * for whoever has the database without the key.
   */
  fingerprint(secret: string, place: string): string;
}

/** A box around one 256-bit key. */
export function createSecretBox(key: Buffer): SecretBox {
  // A key of its own: one key serves one algorithm.
  const fingerprintKey = Buffer.from(hkdfSync('sha256', key, '', 'foyer fingerprints', 32));
  return {
    seal(secret, place) {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
      return Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    open(box, place) {
      const iv = box.subarray(0, ivLength);
      const sealed = box.subarray(ivLength, box.length - tagLength);
      const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
      decipher.setAuthTag(box.subarray(box.length - tagLength));
      return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
    },
    fingerprint(secret, place) {
      const hmac = createHmac('sha256', fingerprintKey);
      return hmac.update(JSON.stringify([place, secret])).digest('base64url');
    },
  };
}

/** A random secret of 256 bits, recognisable by its prefix. */
export function newSecret(prefix: string): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/** What is stored of a random secret: SHA-256 is enough for 256 bits that nobody chose. */
export function hashSecret(secret: string): Buffer<ArrayBuffer> {
  return createHash('sha256').update(secret).digest();
}
