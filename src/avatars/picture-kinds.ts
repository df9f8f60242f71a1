/** Owns the kinds of pictures that an avatar may be, and how each is known by its first bytes. */

export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp';

interface PictureKind {
  type: PictureType;
  /** As sharp calls it. */
  format: 'png' | 'jpeg' | 'webp';
  begins: (bytes: Buffer) => boolean;
}

const text = (bytes: Buffer, from: number, to: number) => bytes.toString('latin1', from, to);

export const pictureKinds: readonly PictureKind[] = [
  { type: 'image/png', format: 'png', begins: (bytes) => text(bytes, 0, 8) === '\x89PNG\r\n\x1a\n' },
  { type: 'image/jpeg', format: 'jpeg', begins: (bytes) => text(bytes, 0, 3) === '\xff\xd8\xff' },
  {
    type: 'image/webp',
    format: 'webp',
    begins: (bytes) => text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP',
  },
];

/** Whether a PNG says that more pictures follow the first (APNG): decoders that do not know of it show one. */
export function isAnimatedPng(bytes: Buffer): boolean {
  for (let at = 8; at + 8 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const chunk = text(bytes, at + 4, at + 8);
    if (chunk === 'acTL') return true;
    // It stands before the pixels or counts for nothing.
    if (chunk === 'IDAT') return false;
  }
  return false;
}
