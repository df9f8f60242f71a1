/** Pictures to send: ordinary ones, and the parts that odd ones are made of. */
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** A picture of noise, which no format makes small, unless told to be plain. */
export function picture(width: number, height: number, plain = false): Sharp {
  const background = { r: 200, g: 80, b: 40 };
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const create = plain
    ? { width, height, channels: 3 as const, background }
    : { width, height, channels: 3 as const, background, noise };
  return sharp({ create, limitInputPixels: false });
}

export const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** One chunk of a PNG. */
export function chunk(name: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** What a PNG claims to be; its pixels need not follow. */
export function header(width: number, height: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([8, 0, 0, 0, 0], 8);
  return chunk('IHDR', data);
}

/** A grey PNG of any size in a few kilobytes: rows of nothing, compressed. */
export function bomb(width: number, height: number, rows: number): Buffer {
  const pixels = deflateSync(Buffer.alloc((width + 1) * rows), { level: 9 });
  return Buffer.concat([signature, header(width, height), chunk('IDAT', pixels), chunk('IEND')]);
}
