import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { User } from '../../../src/users/users.schema.js';
import { bomb, chunk, header, picture, signature } from '../../support/pictures.js';
import {
  auditOf,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
  type Agent,
} from '../api.js';

const api = useService();
const pathOf = (user: string) => `/v1/users/${user}/avatar`;
const putWith = (agent: Agent, user: string, bytes: Buffer, type = 'image/png') =>
  agent.put(pathOf(user)).set('Content-Type', type).send(bytes);
const put = (user: string, bytes: Buffer, type?: string) => putWith(api().request(), user, bytes, type);
const read = async (user: string) => {
  const { body, headers } = await api().request().get(pathOf(user)).expect(200);
  return { bytes: body as Buffer, headers };
};
const readUser = async (user: string) =>
  (await api().request().get(`/v1/users/${user}`).expect(200)).body as User;
const fresh = () => `u${Math.random().toString(36).slice(2)}`;
const someone = async () => (await createUser(api, fresh())).id;

describe('204', () => {
  it.each([
    ['image/png', 'png'],
    ['image/jpeg', 'jpeg'],
    ['image/webp', 'webp'],
  ] as const)('rule 2.1: takes %s, makes it small, and keeps its format', async (type, format) => {
    const id = await someone();
    expect((await readUser(id)).avatar).toBeNull();
    const response = await put(id, await picture(1200, 600).toFormat(format).toBuffer(), type);
    expect([response.status, response.text]).toEqual([204, '']);
    const { bytes, headers } = await read(id);
    expect(headers['content-type']).toBe(type);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(await sharp(bytes).metadata()).toMatchObject({ format, width: 512, height: 256 });
    expect((await readUser(id)).avatar).toMatchObject({ mediaType: type, entityTag: headers['etag'] });
  });

  it('loses no colour of a PNG, which is there for pictures that must not', async () => {
    const id = await someone();
    const sent = await picture(100, 100).png().toBuffer();
    await put(id, sent).expect(204);
    const pixelsOf = (bytes: Buffer) => sharp(bytes).raw().toBuffer();
    expect((await pixelsOf((await read(id)).bytes)).equals(await pixelsOf(sent))).toBe(true);
  });

  it('leaves a small one as large as it is', async () => {
    const id = await someone();
    await put(id, await picture(40, 30).png().toBuffer()).expect(204);
    expect(await sharp((await read(id)).bytes).metadata()).toMatchObject({ width: 40, height: 30 });
  });

  it('keeps what is transparent, and colours as they are', async () => {
    const id = await someone();
    const background = { r: 200, g: 80, b: 40, alpha: 0.5 };
    const create = { width: 8, height: 8, channels: 4 as const, background };
    await put(id, await sharp({ create }).png().toBuffer()).expect(204);
    const pixel = await sharp((await read(id)).bytes)
      .raw()
      .toBuffer();
    expect([...pixel.subarray(0, 4)]).toEqual([200, 80, 40, 128]);
  });

  it('turns upright what a camera took lying', async () => {
    const id = await someone();
    const lying = await picture(60, 40).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    await put(id, lying, 'image/jpeg').expect(204);
    const { orientation, width, height } = await sharp((await read(id)).bytes).metadata();
    expect({ orientation, width, height }).toEqual({ orientation: undefined, width: 40, height: 60 });
  });

  it('rule 2.1: keeps nothing but pixels: no place, no camera, no words, no profile', async () => {
    const exif = {
      IFD0: { Copyright: 'canary' },
      IFD3: { GPSLatitude: '52/1 31/1 12/1', GPSLatitudeRef: 'N' },
    };
    const jpeg = await picture(60, 40).withExif(exif).withIccProfile('p3').jpeg().toBuffer();
    const sent = await sharp(jpeg).metadata();
    expect([sent.exif, sent.icc].every((part) => part !== undefined)).toBe(true);
    expect(jpeg.includes('canary')).toBe(true);
    const id = await someone();
    await put(id, jpeg, 'image/jpeg').expect(204);
    const { bytes } = await read(id);
    const { exif: gps, icc, xmp, iptc } = await sharp(bytes).metadata();
    expect([gps, icc, xmp, iptc]).toEqual([undefined, undefined, undefined, undefined]);
    expect(bytes.includes('canary')).toBe(false);
  });

  it('keeps nothing of a file that is two things at once', async () => {
    const payload = Buffer.from('<script>canary</script>PK\x03\x04canary.zip');
    const png = await picture(20, 20).png().toBuffer();
    const words = chunk('tEXt', Buffer.concat([Buffer.from('Comment\0'), payload]));
    const jpeg = await picture(20, 20).jpeg().toBuffer();
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, payload.length + 2]), payload]);
    const polyglots: [string, Buffer][] = [
      ['image/png', Buffer.concat([png, payload])],
      ['image/png', Buffer.concat([png.subarray(0, 33), words, png.subarray(33)])],
      ['image/jpeg', Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2), payload])],
      ['image/webp', Buffer.concat([await picture(20, 20).webp().toBuffer(), payload])],
    ];
    for (const [type, bytes] of polyglots) {
      const id = await someone();
      const { status } = await put(id, bytes, type);
      if (status !== 204) expect([type, status]).toEqual([type, 422]);
      else expect((await read(id)).bytes.includes('canary')).toBe(false);
    }
  });

  it('takes the type in any spelling that HTTP allows', async () => {
    await put(await someone(), await picture(4, 4).png().toBuffer(), 'Image/PNG; charset=utf-8').expect(204);
  });

  it('rule 12.2: is in the audit log by its tags; the same again is no change', async () => {
    const id = await someone();
    const [one, other] = [await picture(20, 20).png().toBuffer(), await picture(20, 20).webp().toBuffer()];
    await put(id, one).expect(204);
    const before = (await readUser(id)).avatar;
    await put(id, one).expect(204);
    expect((await readUser(id)).avatar).toEqual(before);
    await put(id, other, 'image/webp').expect(204);
    const events = await auditOf(api, id);
    expect(events.map(({ action }) => action)).toEqual([
      'user.avatar-changed',
      'user.avatar-changed',
      'user.created',
    ]);
    const { mediaType, entityTag } = before!;
    expect(events[0]).toMatchObject({
      before: { avatar: { mediaType, entityTag } },
      after: { avatar: { mediaType: 'image/webp' } },
    });
    expect(events[1]).toMatchObject({ before: { avatar: null } });
  });

  it('rule 2.14: goes with the user', async () => {
    const id = await someone();
    await put(id, await picture(4, 4).png().toBuffer()).expect(204);
    await api().request().delete(`/v1/users/${id}`).expect(204);
    const { rows } = await api().assembly.db.pool.query('SELECT FROM avatars WHERE user_id = $1', [id]);
    expect(rows).toEqual([]);
  });
});

describe('400', () => {
  it('names an unknown query parameter', async () => {
    const request = api()
      .request()
      .put(`${pathOf('anybody')}?size=1`)
      .set('Content-Type', 'image/png');
    expectProblem(await request.send(signature), 'unknown-query-parameter', 'size');
  });
});

describeRefusedCallers(api, (agent) => putWith(agent, 'anybody', signature), ['users:write']);

describe('404', () => {
  it('knows no such user', async () => {
    expectProblem(await put('nobody', await picture(4, 4).png().toBuffer()), 'user-not-found');
  });
});

describeIfMatch(api, async () => {
  const id = await someone();
  await put(id, await picture(4, 4).png().toBuffer()).expect(204);
  const other = await picture(5, 5).png().toBuffer();
  return { path: pathOf(id), write: (agent) => putWith(agent, id, other) };
});

describe('412 where there is none', () => {
  it.each(['*', '"any"'])('If-Match: %s matches nothing (RFC 9110 §13.1.1)', async (tag) => {
    const id = await someone();
    const response = await put(id, await picture(4, 4).png().toBuffer()).set('If-Match', tag);
    expectProblem(response, 'precondition-failed');
    expect((await readUser(id)).avatar).toBeNull();
  });
});

describe('413', () => {
  it('refuses more than 5 MiB', async () => {
    const limit = 5 * 1024 * 1024;
    const png = await picture(4, 4).png().toBuffer();
    expectProblem(await put('anybody', Buffer.concat([png, Buffer.alloc(limit)])), 'body-too-large');
    const id = await someone();
    await put(id, Buffer.concat([png, Buffer.alloc(limit - png.length)])).expect(204);
  });
});

describe('415', () => {
  it.each([
    'image/svg+xml',
    'image/gif',
    'image/tiff',
    'image/avif',
    'application/octet-stream',
    'text/html',
  ])('rule 2.1: refuses %s', async (type) => {
    expectProblem(await put('anybody', signature, type), 'unsupported-media-type');
  });
});

const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script/></svg>');

describe('422', () => {
  const refused: [string, () => Promise<Buffer> | Buffer, string?][] = [
    ['an SVG', () => svg],
    ['a GIF', () => picture(4, 4).gif().toBuffer()],
    ['a TIFF', () => picture(4, 4).tiff().toBuffer()],
    ['a JPEG that is called a PNG', () => picture(4, 4).jpeg().toBuffer()],
    ['a PNG that is called a JPEG', () => picture(4, 4).png().toBuffer(), 'image/jpeg'],
    ['a WebP that is called a PNG', () => picture(4, 4).webp().toBuffer()],
    ['nothing', () => Buffer.alloc(0)],
    ['words', () => Buffer.from('no picture')],
    ['an SVG behind the first bytes of a PNG', () => Buffer.concat([signature, svg])],
    ['a PNG without pixels', () => Buffer.concat([signature, header(4, 4), chunk('IEND')])],
    ['a RIFF that is no WebP', () => Buffer.from('RIFF\x10\0\0\0WAVEfmt xxxx', 'latin1'), 'image/webp'],
    ['the first bytes of a JPEG', () => Buffer.from([0xff, 0xd8, 0xff]), 'image/jpeg'],
    ['a PNG with a pixel changed on its way', () => damaged()],
    ['an animated PNG', () => animatedPng()],
    ['an animated WebP', () => animatedWebp(), 'image/webp'],
  ];

  async function damaged(): Promise<Buffer> {
    const png = await picture(40, 40).png().toBuffer();
    png[png.length - 100]! ^= 0xff;
    return png;
  }

  async function animatedPng(): Promise<Buffer> {
    const png = await picture(4, 4).png().toBuffer();
    const animation = chunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]));
    return Buffer.concat([png.subarray(0, 33), animation, png.subarray(33)]);
  }

  async function animatedWebp(): Promise<Buffer> {
    const frames = { width: 4, height: 8, channels: 3 as const, pageHeight: 4 };
    const pixels = Buffer.concat([Buffer.alloc(48, 0), Buffer.alloc(48, 255)]);
    return sharp(pixels, { raw: frames }).webp({ loop: 0, lossless: true }).toBuffer();
  }

  it.each(refused)(
    'rule 2.1: refuses %s, and leaves what was there',
    async (_, bytes, type = 'image/png') => {
      const id = await someone();
      await put(id, await picture(8, 8).png().toBuffer()).expect(204);
      const before = await readUser(id);
      expectProblem(await put(id, await bytes(), type), 'avatar-unacceptable');
      expect(await readUser(id)).toEqual(before);
    },
  );

  it.each([
    ['image/png', 'png'],
    ['image/jpeg', 'jpeg'],
    ['image/webp', 'webp'],
  ] as const)('refuses %s that is cut off anywhere', async (type, format) => {
    const whole = await picture(60, 60).toFormat(format).toBuffer();
    const id = await someone();
    for (const part of [0.1, 0.5, 0.9, 0.98]) {
      const cut = whole.subarray(0, Math.floor(whole.length * part));
      expectProblem(await put(id, cut, type), 'avatar-unacceptable');
    }
  });

  it.each([
    ['of 25 million pixels and one more row', 5000, 5001, 5001],
    ['of four thousand million pixels that are not there', 65_500, 65_500, 1],
    ['one pixel high and a million wide', 1_000_000, 1, 1],
    ['as large as a PNG can say it is', 0x7fffffff, 0x7fffffff, 0],
  ])('rule 2.1: refuses a bomb %s, at once', async (_, width, height, rows) => {
    const bytes =
      rows === 0
        ? Buffer.concat([signature, header(width, height), chunk('IEND')])
        : bomb(width, height, rows);
    const id = await someone();
    await put(id, await picture(4, 4).png().toBuffer()).expect(204);
    const started = performance.now();
    expectProblem(await put(id, bytes), 'avatar-unacceptable');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('says what is wrong with the size', async () => {
    const response = await put(await someone(), bomb(5000, 5001, 5001));
    expect(response.body.detail).toContain('5000 × 5001 pixels');
  });
});

describe('the decoder', () => {
  it('has no way left to any other format', async () => {
    await put(await someone(), await picture(4, 4).png().toBuffer()).expect(204);
    for (const other of [svg, await picture(4, 4).gif().toBuffer(), await picture(4, 4).tiff().toBuffer()]) {
      await expect(sharp(other).metadata()).rejects.toThrow('unsupported image format');
    }
  });
});

describe('503', () => {
  it('answers at once when too many pictures wait, and decodes the others one after the other', async () => {
    const id = await someone();
    const whole = await picture(400, 400).png().toBuffer();
    const answers = await Promise.all(Array.from({ length: 60 }, () => put(id, whole)));
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([204, 503]));
    const refused = answers.find(({ status }) => status === 503)!;
    expectProblem(refused, 'overloaded');
    expect(refused.headers['retry-after']).toBe('1');
    expect((await readUser(id)).avatar).not.toBeNull();
  });
});

describe('memory', () => {
  it('stays flat over a hundred pictures', async () => {
    const id = await someone();
    const jpeg = await picture(1000, 800).jpeg().toBuffer();
    const send = async (count: number) => {
      for (let sent = 0; sent < count; sent += 1) await put(id, jpeg, 'image/jpeg').expect(204);
      return process.memoryUsage.rss();
    };
    const settled = await send(30);
    expect((await send(70)) - settled).toBeLessThan(100e6);
  });
});

describe('the database', () => {
  it.each([
    ['another type', 'image/svg+xml', 1, 'avatars_media_type_check'],
    ['what is not small', 'image/png', 2_097_153, 'avatars_content_check'],
  ])('rule 2.1: refuses %s, whoever writes', async (_, type, size, constraint) => {
    const write = api().assembly.db.pool.query(
      'INSERT INTO avatars (user_id, media_type, content, entity_tag) VALUES ($1, $2, $3, $4)',
      [await someone(), type, Buffer.alloc(size), '"x"'],
    );
    await expect(write).rejects.toThrow(constraint);
  });
});
