import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createEgress, EgressError, type EgressReason, type TlsExpectation } from '../../src/egress/index.js';
import { parseSubnet } from '../../src/zones/index.js';
import { selfSigned } from '../support/provider-stub.js';

let server: Server;
let secure: TlsServer;
let listener: RequestListener;
let asked = 0;
const port = (of: Server | TlsServer) => (of.address() as AddressInfo).port;
const listen = async (of: Server | TlsServer) => new Promise<void>((done) => of.listen(0, '127.0.0.1', done));

beforeAll(async () => {
  server = createServer((...both) => {
    asked += 1;
    listener(...both);
  });
  secure = createTlsServer(selfSigned(), (_request, response) => {
    asked += 1;
    response.end('seen');
  });
  await Promise.all([listen(server), listen(secure)]);
});
afterEach(() => {
  asked = 0;
});
afterAll(() => {
  for (const one of [server, secure]) {
    one.closeAllConnections();
    one.close();
  }
});

const loopback = [parseSubnet('127.0.0.0/8')];
const plain = { method: 'GET', headers: {}, tls: { kind: 'verified' } } as const;
const hosts = (addresses: Record<string, string[]>) => (host: string) =>
  Promise.resolve(
    (addresses[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  );

async function expectReason(work: Promise<unknown>, reason: EgressReason): Promise<void> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(EgressError);
  expect((error as EgressError).reason).toBe(reason);
}

describe('addresses', () => {
  it('are refused when they are private, unless the configuration names them', async () => {
    listener = (_request, response) => response.end('here');
    const url = new URL(`http://127.0.0.1:${port(server)}/x`);
    await expectReason(createEgress({ allowed: [] }).send(url, plain), 'address-refused');
    expect(asked).toBe(0);
    const answer = await createEgress({ allowed: loopback }).send(url, plain);
    expect([answer.status, answer.body.toString()]).toEqual([200, 'here']);
  });

  it('are those behind a name, not the name', async () => {
    listener = (_request, response) => response.end('here');
    const resolve = hosts({ 'inner.example': ['127.0.0.1'], 'meta.example': ['169.254.169.254'] });
    const url = new URL(`http://inner.example:${port(server)}/`);
    await expectReason(createEgress({ allowed: [], resolve }).send(url, plain), 'address-refused');
    expect((await createEgress({ allowed: loopback, resolve }).send(url, plain)).status).toBe(200);
    const metadata = new URL('http://meta.example/latest/meta-data');
    await expectReason(createEgress({ allowed: loopback, resolve }).send(metadata, plain), 'address-refused');
    expect(asked).toBe(1);
  });

  it.each([
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::ffff:127.0.0.1]/',
    'http://127.1/',
    'http://0/',
  ])('are the same however they are written: %s', async (text) => {
    const url = new URL(text);
    url.port = String(port(server));
    await expectReason(createEgress({ allowed: [] }).send(url, plain), 'address-refused');
  });

  it('are looked up once: a name that stands for another address a moment later changes nothing', async () => {
    let lookups = 0;
    const resolve = () => {
      lookups += 1;
      return Promise.resolve([{ address: lookups === 1 ? '127.0.0.2' : '127.0.0.1', family: 4 }]);
    };
    const egress = createEgress({ allowed: [parseSubnet('127.0.0.1/32')], resolve });
    await expectReason(
      egress.send(new URL(`http://rebind.example:${port(server)}/`), plain),
      'address-refused',
    );
    expect([lookups, asked]).toEqual([1, 0]);
  });

  it('of one name are used only as far as they are allowed', async () => {
    listener = (_request, response) => response.end('here');
    const resolve = hosts({ 'both.example': ['169.254.169.254', '127.0.0.1'] });
    const url = new URL(`http://both.example:${port(server)}/`);
    expect((await createEgress({ allowed: loopback, resolve }).send(url, plain)).status).toBe(200);
  });

  it('that are none end in a reason', async () => {
    const resolve = () => Promise.reject(new Error('ENOTFOUND'));
    await expectReason(
      createEgress({ allowed: [], resolve }).send(new URL('http://nobody.example/'), plain),
      'name-not-found',
    );
    const closed = new URL('http://127.0.0.1:1/');
    await expectReason(createEgress({ allowed: loopback }).send(closed, plain), 'unreachable');
  });
});

describe('answers', () => {
  const egress = createEgress({ allowed: loopback, deadlineMs: 400 });
  const url = () => new URL(`http://127.0.0.1:${port(server)}/`);

  it('that are redirects are given back, and not followed', async () => {
    listener = (_request, response) => {
      response.writeHead(302, { Location: 'http://169.254.169.254/latest/meta-data' }).end();
    };
    expect((await egress.send(url(), plain)).status).toBe(302);
    expect(asked).toBe(1);
  });

  it('that have no end are cut off', async () => {
    listener = (_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    };
    await expectReason(egress.send(url(), plain), 'too-large');
  });

  it.each<[string, RequestListener]>([
    ['never come', () => undefined],
    ['stop in the middle', (_request, response) => void response.write('begun')],
    [
      'trickle',
      (_request, response) => {
        const timer = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('that %s cost no more than the deadline', async (_, listen) => {
    listener = listen;
    const started = performance.now();
    await expectReason(egress.send(url(), plain), 'timed-out');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('that are no HTTP end in a reason', async () => {
    listener = (request) => void request.socket.end('SSH-2.0-nonsense\r\n');
    await expectReason(egress.send(url(), plain), 'bad-answer');
  });

  it('that are too many at once are not waited for', async () => {
    listener = () => undefined;
    const many = Array.from({ length: 101 }, () =>
      egress.send(url(), plain).catch((error: unknown) => error),
    );
    const reasons = (await Promise.all(many)).map((error) => (error as EgressError).reason);
    expect(reasons.filter((reason) => reason === 'busy')).toHaveLength(1);
  });
});

describe('TLS', () => {
  const egress = createEgress({ allowed: loopback });
  const url = () => new URL(`https://127.0.0.1:${port(secure)}/`);
  const send = (tls: TlsExpectation) => egress.send(url(), { ...plain, tls });

  it('is verified', async () => {
    await expectReason(send({ kind: 'verified' }), 'tls-failed');
    expect(asked).toBe(0);
  });

  it('takes the certificate that is pinned, and no other, before anything is sent', async () => {
    const fingerprint = await egress.seeCertificate(url());
    expect(fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(asked).toBe(0);
    expect((await send({ kind: 'pinned', fingerprint })).body.toString()).toBe('seen');
    const other = fingerprint.replace(/^../, (pair) => (pair === '00' ? '01' : '00'));
    await expectReason(send({ kind: 'pinned', fingerprint: other }), 'certificate-changed');
    expect(asked).toBe(1);
  });
});
