/**
 * Is this address in one of these subnets? From the text of the address, as a request brings it, beside the usual ways:
 * ipaddr.js over subnets parsed beforehand, and net.BlockList. Needs a build: `npm run build && node bench/zones.mjs`.
 * Prints the ratios last and keeps the result in bench/results/zones.json.
 */
import { BlockList, isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { parseAddress } from '../dist/src/zones/address.js';
import { createSubnetMatcher } from '../dist/src/zones/subnet-matcher.js';
import { formatSubnet, parseSubnet } from '../dist/src/zones/subnet.js';
import { saveResult } from './support/result.mjs';

const rounds = 9;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
let state = 20_261_122;

/** mulberry32: the same subnets and addresses on every run. */
function draw(below) {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
}
const group = () => draw(65_536).toString(16);

/** Three in four are IPv4 /24, the others IPv6 /48. */
function drawSubnets(count) {
  const texts = new Set();
  while (texts.size < count) {
    const isIpv4 = texts.size % 4 > 0;
    texts.add(
      isIpv4
        ? `10.${draw(256)}.${draw(256)}.0/24`
        : formatSubnet(parseSubnet(`2001:${group()}:${group()}::/48`)),
    );
  }
  return [...texts];
}

/** Half of them in a subnet; IPv4, IPv6 and IPv4-mapped IPv6. */
function drawAddresses(subnets) {
  return Array.from({ length: 1_024 }, (_, at) => {
    const within = subnets[draw(subnets.length)].split('/')[0];
    if (within.includes(':')) return at % 2 ? `${within}${group()}` : `2002:${group()}::${group()}`;
    const ipv4 = at % 2 ? within.replace(/0$/, draw(256)) : `172.${draw(256)}.${draw(256)}.${draw(256)}`;
    return at % 8 < 2 ? `::ffff:${ipv4}` : ipv4;
  });
}

function own(subnets) {
  const matcher = createSubnetMatcher(subnets.map(parseSubnet));
  return (text) => matcher.matches(parseAddress(text));
}

function ipaddrLinear(subnets) {
  const parsed = subnets.map((text) => ipaddr.parseCIDR(text));
  return (text) => {
    const address = ipaddr.process(text);
    return parsed.some(
      ([network, prefix]) => network.kind() === address.kind() && address.match(network, prefix),
    );
  };
}

function blockList(subnets) {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address, prefix] = subnet.split('/');
    list.addSubnet(address, Number(prefix), `ipv${isIP(address)}`);
  }
  return (text) => list.check(text, `ipv${isIP(text)}`);
}

/** Microseconds per question: the median of several rounds over all addresses. */
function measure(matches, addresses, repeat) {
  const times = Array.from({ length: rounds }, () => {
    let hits = 0;
    const start = process.hrtime.bigint();
    for (let round = 0; round < repeat; round += 1)
      for (const text of addresses) hits += matches(text) ? 1 : 0;
    if (hits === 0) throw new Error('nothing matched');
    return Number(process.hrtime.bigint() - start) / 1_000 / repeat / addresses.length;
  });
  return Number(median(times).toFixed(3));
}

function compare(count) {
  const subnets = drawSubnets(count);
  const addresses = drawAddresses(subnets);
  const ways = { own: own(subnets), 'ipaddr.js': ipaddrLinear(subnets), 'net.BlockList': blockList(subnets) };
  for (const text of addresses) {
    const answers = Object.values(ways).map((matches) => matches(text));
    if (new Set(answers).size > 1) throw new Error(`they disagree on ${text}: ${answers}`);
  }
  const hits = addresses.filter(ways.own).length;
  const slow = count > 1_000 ? 1 : 20;
  const micros = Object.fromEntries(
    Object.entries(ways).map(([name, matches]) => [
      name,
      measure(matches, addresses, name === 'own' ? 200 : slow),
    ]),
  );
  return { subnets: count, addresses: addresses.length, hits, medianMicros: micros };
}

const results = [10, 100, 10_000].map(compare);
saveResult('zones', { what: 'microseconds per address, parsing included', rounds, results });
for (const { subnets, hits, addresses, medianMicros } of results) {
  console.log(
    `${subnets} subnets, ${hits} of ${addresses} addresses inside, all answers equal; µs:`,
    medianMicros,
  );
}
for (const { subnets, medianMicros } of results) {
  const times = (name) => `${Math.round(medianMicros[name] / medianMicros.own)} times as fast as ${name}`;
  console.log(`${subnets} subnets: ${times('ipaddr.js')}, ${times('net.BlockList')}`);
}
