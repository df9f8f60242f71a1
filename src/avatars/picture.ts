/**
 * Owns what becomes of a picture that somebody sends: it is decoded, made small, and encoded again in its own format
 * from nothing but its pixels. What else was in the file (where it was taken, a second file behind it) is gone then.
 */
import { availableParallelism } from 'node:os';
import type { Sharp, SharpOptions } from 'sharp';
import { DomainError } from '../core/errors.js';
import { WorkQueue } from '../core/work-queue.js';
import { isAnimatedPng, pictureKinds, type PictureType } from './picture-kinds.js';

export interface Picture {
  type: PictureType;
  content: Buffer;
}

/** The longest side of what is kept. */
export const maximumSide = 512;

/** Of what is sent. A file of some kilobytes may stand for any number of pixels, which all would have to be decoded. */
const maximumPixels = 25_000_000;
const maximumSentSide = 16_384;

/** Of decoding one picture. */
const timeoutSeconds = 10;

/** Each may hold 5 MiB while it waits, and 100 MB while it is decoded. */
const queue = new WorkQueue({ concurrency: availableParallelism() > 2 ? 2 : 1, waiting: 16 });

/**
 * The picture as it is kept. Throws `avatar-unacceptable` unless the bytes are one whole still picture of the type that
 * they are declared to be, and `overloaded` when too many wait to be decoded.
 */
export async function avatarFrom(bytes: Buffer, declaredType: string): Promise<Picture> {
  const kind = pictureKinds.find(({ begins }) => begins(bytes));
  if (kind === undefined) throw unacceptable('These are not the bytes of a PNG, JPEG or WebP picture.');
  const { type, format } = kind;
  if (type !== declaredType) throw unacceptable(`This is ${type}, and was declared as ${declaredType}.`);
  if (type === 'image/png' && isAnimatedPng(bytes)) throw unacceptable('The picture is animated.');
  const outcome = await queue.run(() => encodedAgain(bytes, format));
  if (outcome.kind === 'done') return { type, content: outcome.value };
  throw new DomainError('overloaded', 'Too many pictures are waiting to be decoded.');
}

/** A quality for PNG would mean fewer colours, found at great cost. */
const encodings = { png: { compressionLevel: 6 }, jpeg: { quality: 85 }, webp: { quality: 85 } } as const;

async function encodedAgain(bytes: Buffer, format: keyof typeof encodings): Promise<Buffer> {
  const open = await decoder();
  try {
    requireDecodable(await open(bytes, false).metadata(), format);
    const small = open(bytes, maximumPixels)
      // A camera held upright says so beside the pixels, which is about to be lost.
      .autoOrient()
      .resize({ width: maximumSide, height: maximumSide, fit: 'inside', withoutEnlargement: true })
      .timeout({ seconds: timeoutSeconds });
    return await small.toFormat(format, encodings[format]).toBuffer();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw unacceptable('The picture is damaged, or not whole.');
  }
}

interface Header {
  format?: string;
  width?: number;
  height?: number;
  pages?: number;
}

/** By what its header says, before a pixel is decoded. */
function requireDecodable({ format, width = 0, height = 0, pages = 1 }: Header, expected: string): void {
  if (format !== expected) throw unacceptable('The picture is not what its first bytes say.');
  if (pages > 1) throw unacceptable('The picture is animated.');
  if (width * height > maximumPixels || Math.max(width, height) > maximumSentSide) {
    throw unacceptable(
      `The picture has ${width} × ${height} pixels. At most ${maximumPixels} are taken, and ${maximumSentSide} a side.`,
    );
  }
}

type Open = (bytes: Buffer, limitInputPixels: number | false) => Sharp;

let loading: Promise<Open> | undefined;

/** Loaded with the first picture: it takes 0.2 s and 18 MB, and many a service never sees one. */
async function decoder(): Promise<Open> {
  loading ??= loadDecoder();
  return loading;
}

async function loadDecoder(): Promise<Open> {
  const { default: sharp } = await import('sharp');
  // Keeps nothing of one picture for the next, and one thread for each.
  sharp.cache(false);
  sharp.concurrency(1);
  // Its other decoders (SVG, GIF, TIFF, PDF …) are never reached, whatever the bytes.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['Png', 'Jpeg', 'Webp'].map((name) => `VipsForeignLoad${name}Buffer`) });
  const options: SharpOptions = { failOn: 'warning', sequentialRead: true };
  return (bytes, limitInputPixels) => sharp(bytes, { ...options, limitInputPixels });
}

function unacceptable(detail: string): DomainError {
  return new DomainError('avatar-unacceptable', detail);
}
