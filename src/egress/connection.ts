/**
 * One connection to where a URL points: to an address that was checked, and not to what its name stands for a moment
 * later. Nothing is sent before the address and the certificate are found to be good.
 */
import { lookup, type LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { EgressError } from './egress-error.js';
import { allowsText, type ReachPolicy } from './reach.js';

/** The addresses of a host name. */
export type ResolveHost = (host: string) => Promise<LookupAddress[]>;

const lookupAll = promisify(lookup);

export const resolveHost: ResolveHost = (host) => lookupAll(host, { all: true });

/**
 * What the certificate has to be: verified against the known authorities; the one with this SHA-256 fingerprint; or
 * anything, for whoever wants to see it and sends nothing.
 */
export type TlsExpectation = { kind: 'verified' } | { kind: 'pinned'; fingerprint: string } | { kind: 'any' };

export interface ConnectionPlace {
  readonly policy: ReachPolicy;
  readonly resolve: ResolveHost;
}

/** The host as the socket takes it: without the brackets of IPv6. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

export async function openConnection(
  url: URL,
  expectation: TlsExpectation,
  place: ConnectionPlace,
  signal: AbortSignal,
): Promise<Socket> {
  const host = hostOf(url);
  const addresses = await allowedAddresses(host, place, signal);
  const isTls = url.protocol === 'https:';
  const port = Number(url.port === '' ? (isTls ? 443 : 80) : url.port);
  const socket = connectTcp({ host, port, lookup: answerWith(addresses), autoSelectFamily: true });
  try {
    await ready(socket, 'connect', 'unreachable', signal);
    // What counts is the other end of the connection, whatever was looked up before.
    if (!allowsText(place.policy, socket.remoteAddress ?? '')) throw new EgressError('address-refused');
    return isTls ? await secure(socket, host, expectation, signal) : socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** The addresses of the host that may be connected to; refuses when there are some and none may. */
async function allowedAddresses(
  host: string,
  { policy, resolve }: ConnectionPlace,
  signal: AbortSignal,
): Promise<LookupAddress[]> {
  const found =
    isIP(host) === 0 ? await within(signal, resolve(host)) : [{ address: host, family: isIP(host) }];
  const allowed = found.filter(({ address }) => allowsText(policy, address));
  if (found.length === 0) throw new EgressError('name-not-found');
  if (allowed.length === 0) throw new EgressError('address-refused');
  return allowed;
}

/** The system's resolver cannot be stopped, but need not be waited for. */
async function within(signal: AbortSignal, addresses: Promise<LookupAddress[]>): Promise<LookupAddress[]> {
  const stopped = once(signal, 'abort').then(() => {
    throw new EgressError('timed-out');
  });
  stopped.catch(() => undefined);
  if (signal.aborted) throw new EgressError('timed-out');
  const found = addresses.catch((error: unknown) => {
    throw new EgressError('name-not-found', { cause: error });
  });
  return Promise.race([found, stopped]);
}

function answerWith(addresses: LookupAddress[]): LookupFunction {
  return (_host, options, answer) => {
    if (options.all === true) answer(null, addresses);
    else answer(null, addresses[0]!.address, addresses[0]!.family);
  };
}

async function secure(
  socket: Socket,
  host: string,
  expectation: TlsExpectation,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const tls = connectTls({
    socket,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    rejectUnauthorized: expectation.kind === 'verified',
  });
  await ready(tls, 'secureConnect', 'tls-failed', signal);
  if (expectation.kind === 'pinned' && fingerprintOf(tls) !== expectation.fingerprint) {
    throw new EgressError('certificate-changed');
  }
  return tls;
}

/** SHA-256 of the certificate at the other end, as Node prints it. */
export function fingerprintOf(tls: TLSSocket): string {
  return tls.getPeerCertificate().fingerprint256;
}

async function ready(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  reason: 'unreachable' | 'tls-failed',
  signal: AbortSignal,
): Promise<void> {
  try {
    await once(socket, event, { signal });
  } catch (error) {
    throw new EgressError(signal.aborted ? 'timed-out' : reason, { cause: error });
  }
}
