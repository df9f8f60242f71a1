import { describe, expect, it } from '@jest/globals';
import { createReachPolicy, reachOf, type Reach } from '../../src/egress/reach.js';
import { parseAddress, parseSubnet } from '../../src/zones/index.js';

const cases: Record<Reach, string[]> = {
  public: ['93.184.216.34', '8.8.8.8', '2001:4860:4860::8888', '2a00:1450::1'],
  private: [
    '127.0.0.1',
    '127.8.8.8',
    '::1',
    '10.0.0.1',
    '172.16.3.4',
    '192.168.1.1',
    '100.64.0.1',
    'fd12::1',
  ],
  never: [
    '169.254.169.254',
    '169.254.0.1',
    'fe80::1',
    'fec0::1',
    'fd00:ec2::254',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '0.0.0.0',
    '0.1.2.3',
    '::',
    '224.0.0.1',
    'ff02::1',
    '255.255.255.255',
    '240.0.0.1',
    '198.18.0.1',
    '192.0.2.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::a00:1',
    '2002:a00:1::1',
    '2001:0:a00:1::1',
    '::10.0.0.1',
  ],
};

describe.each(Object.entries(cases) as [Reach, string[]][])('%s', (reach, addresses) => {
  it.each(addresses)('is %s', (text) => {
    expect(reachOf(parseAddress(text)!)).toBe(reach);
  });
});

describe('a policy', () => {
  const allows = (text: string, ...subnets: string[]) =>
    createReachPolicy(subnets.map((subnet) => parseSubnet(subnet))).allows(parseAddress(text)!);

  it('takes IPv4-mapped IPv6 for the IPv4 address that it is', () => {
    expect(allows('::ffff:169.254.169.254', '169.254.0.0/16')).toBe(false);
    expect(allows('::ffff:10.0.0.1')).toBe(false);
    expect(allows('::ffff:10.0.0.1', '10.0.0.0/8')).toBe(true);
  });

  it('opens the private networks that it names, and no other', () => {
    expect(allows('10.20.3.4', '10.20.0.0/16')).toBe(true);
    expect(allows('10.21.3.4', '10.20.0.0/16')).toBe(false);
    expect(allows('127.0.0.1', '10.0.0.0/8')).toBe(false);
    expect(allows('8.8.8.8')).toBe(true);
  });

  it('never opens link-local and metadata addresses, though it names them', () => {
    for (const text of cases.never.filter((one) => one.includes('.') && !one.includes(':'))) {
      expect(allows(text, '0.0.0.0/1', '128.0.0.0/1')).toBe(false);
    }
    expect(allows('fd00:ec2::254', 'fd00::/8')).toBe(false);
    expect(allows('fe80::1', 'fe80::/10')).toBe(false);
  });
});
