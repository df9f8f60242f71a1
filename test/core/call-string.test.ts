import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asSeenFrom, parseCallString, printCallString, type CallString } from '../../src/core/call-string.js';

const longest = 'x'.repeat(64);

describe('rule 1.4: what is dialled is read', () => {
  it.each<[string, CallString]>([
    ['anna', { kind: 'name', name: 'anna' }],
    ['001', { kind: 'name', name: '001' }],
    ['Иван.Петров', { kind: 'name', name: 'Иван.Петров' }],
    [longest, { kind: 'name', name: longest }],
    ['  anna ', { kind: 'name', name: 'anna' }],
    ['jose\u0301', { kind: 'name', name: 'josé' }],
    ['anna@Corp.Example', { kind: 'user', user: 'anna', server: 'corp.example' }],
    ['anna@my_server.local', { kind: 'user', user: 'anna', server: 'my_server.local' }],
    ['anna@10.110.8.217', { kind: 'user', user: 'anna', server: '10.110.8.217' }],
    ['anna@2001:DB8:0::1', { kind: 'user', user: 'anna', server: '[2001:db8::1]' }],
    ['anna@[2001:db8::1]', { kind: 'user', user: 'anna', server: '[2001:db8::1]' }],
    ['anna@[::0]', { kind: 'user', user: 'anna', server: '[::]' }],
    ['\\c\\webinar', { kind: 'conference', conference: 'webinar', server: null }],
    ['\\C\\webinar@example.com', { kind: 'conference', conference: 'webinar', server: 'example.com' }],
    ['#sip:100', { kind: 'sip', address: '100' }],
    ['#SIP:@10.110.8.217', { kind: 'sip', address: '@10.110.8.217' }],
    ['#sip:room@pbx.example:5060', { kind: 'sip', address: 'room@pbx.example:5060' }],
    ['#h323:@10.0.0.7', { kind: 'h323', address: '@10.0.0.7' }],
    ['rtsp://camera.example:554/live?x=1', { kind: 'rtsp', address: 'camera.example:554/live?x=1' }],
  ])('%s', (text, call) => expect(parseCallString(text)).toEqual(call));

  it.each([
    '',
    ' ',
    '.',
    '..',
    'two words',
    'a!b',
    `${longest}x`,
    '0199a3c2-5d10-7c41-9b5e-2f6a1c0d3e01',
    '@',
    'anna@',
    '@corp.example',
    'a@b@c.example',
    'anna@10.0.0.299',
    'anna@010.0.0.1',
    'anna@fe80::1%eth0',
    'anna@corp..example',
    'anna@corp.example.',
    '\\c\\',
    '\\c\\a\\b',
    '\\c\\webinar@',
    '\\c\\webinar@a@b',
    '\\d\\webinar',
    '#sip:',
    '#sip:1 2',
    '#tel:100',
    '#sip',
    '#x@corp.example',
    'rtsp://',
    'http://example.com',
    'anna\u0000',
    'anna\u202e@corp.example',
    '\ud800',
  ])('%j is no call string', (text) => expect(parseCallString(text)).toBeNull());
});

const nameText = fc.stringMatching(/^[A-Za-zа-яА-Я0-9_-]{1,30}$/);
const server = fc.oneof(
  fc.domain(),
  fc.ipV4(),
  fc.ipV6().map((address) => `[${address}]`),
  fc.constant('my_server'),
);
const address = fc.stringMatching(/^[!-~]{1,60}$/);
const written = fc.oneof(
  nameText,
  fc.tuple(nameText, server).map(([user, host]) => `${user}@${host}`),
  nameText.map((id) => `\\c\\${id}`),
  fc.tuple(nameText, server).map(([id, host]) => `\\C\\${id}@${host}`),
  fc.tuple(fc.constantFrom('#sip:', '#SIP:', '#h323:', 'RTSP://'), address).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme' }),
);

describe('rule 1.4: what is read can be written', () => {
  it('parse ∘ print is the identity', () => {
    let seen = 0;
    fc.assert(
      fc.property(written, (text) => {
        const call = parseCallString(text);
        if (call === null) return;
        seen += 1;
        expect(parseCallString(printCallString(call))).toEqual(call);
      }),
      { numRuns: 5_000 },
    );
    expect(seen).toBeGreaterThan(2_500);
  });

  it('in one way only: what is printed is printed again as it is', () => {
    fc.assert(
      fc.property(written, (text) => {
        const call = parseCallString(text);
        if (call === null) return;
        const printed = printCallString(call);
        expect(printCallString(parseCallString(printed)!)).toBe(printed);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('rule 1.1: the name of this server says nothing here', () => {
  const seen = (text: string) => printCallString(asSeenFrom(parseCallString(text)!, 'Corp.example'));
  it.each([
    ['anna@corp.example', 'anna'],
    ['anna@CORP.EXAMPLE', 'anna'],
    ['anna@guest.example', 'anna@guest.example'],
    ['\\c\\webinar@corp.example', '\\c\\webinar'],
    ['\\c\\webinar@guest.example', '\\c\\webinar@guest.example'],
    ['what?@corp.example', 'what?@corp.example'],
    ['#sip:anna@corp.example', '#sip:anna@corp.example'],
    ['anna', 'anna'],
  ])('%s is %s', (text, here) => expect(seen(text)).toBe(here));
});
