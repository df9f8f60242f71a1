import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../src/core/errors.js';
import { checkIcon } from '../../src/providers/svg-icon.js';

const svg = (inside: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" ${attributes}>${inside}</svg>`;

describe('rule 8.2: an icon may have', () => {
  it.each([
    svg('<path d="M0 0h8v8z" fill="#fff" stroke-width="2" transform="rotate(4)"/>'),
    svg('<!-- Corp --><title>Corp &amp; more</title><g fill="none"><circle cx="4" cy="4" r="4"/></g>'),
    svg(
      '<defs><linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient></defs><rect fill="url(#a)" width="8" height="8"/>',
    ),
    `<?xml version="1.0" encoding="utf-8"?>\n${svg('<ellipse rx="1"/>')}`,
    svg('', 'xmlns:xlink="http://www.w3.org/1999/xlink" id="curly" aria-label="x"'),
    '<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:path d="M0 0"/></s:svg>',
  ])('%s', (text) => {
    expect(checkIcon(Buffer.from(text))).toBe(text);
  });
});

const attacks: [string, string | Buffer][] = [
  ['a script', svg('<script>alert(1)</script>')],
  ['a script in capitals', svg('<SCRIPT>alert(1)</SCRIPT>')],
  ['a handler', svg('<path onclick="alert(1)"/>')],
  ['a handler on the root', svg('', 'onload="alert(1)"')],
  ['a style', svg('<style>@import url(//evil.example)</style>')],
  ['a style attribute', svg('<path style="fill:url(//evil.example)"/>')],
  ['a class', svg('<path class="x"/>')],
  ['a foreign object', svg('<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>')],
  ['HTML by its namespace', svg('<path xmlns="http://www.w3.org/1999/xhtml"/>')],
  ['a link', svg('<a href="javascript:alert(1)"><path/></a>')],
  ['an image', svg('<image href="https://evil.example/x.png"/>')],
  ['a repetition', svg('<use href="#a"/>')],
  ['a repetition by xlink', svg('<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#a"/>')],
  ['an animation', svg('<set attributeName="onclick" to="alert(1)"/>')],
  ['a filter', svg('<filter id="x"/>')],
  ['a text', svg('<text>hello</text>')],
  ['a reference outside', svg('<path fill="url(https://evil.example/#a)"/>')],
  ['a hidden reference outside', svg('<path fill="u\\72l(//evil.example)"/>')],
  ['an entity in a reference', svg('<path fill="&#117;rl(//evil.example)"/>')],
  ['a document type', `<!DOCTYPE svg SYSTEM "file:///etc/passwd">${svg('')}`],
  [
    'entities that grow',
    `<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${svg('<title>&b;</title>')}`,
  ],
  ['an unknown entity', svg('<title>&nbsp;</title>')],
  ['a processing instruction', `<?xml-stylesheet href="//evil.example"?>${svg('')}`],
  ['a CDATA section', svg('<title><![CDATA[<script>]]></title>')],
  ['another root', '<g xmlns="http://www.w3.org/2000/svg"/>'],
  ['no namespace', '<svg><path/></svg>'],
  ['two roots', `${svg('')}${svg('')}`],
  ['no end', '<svg xmlns="http://www.w3.org/2000/svg"><path>'],
  ['no XML', 'GIF89a'],
  ['nothing', ''],
  ['bad UTF-8', Buffer.from([0x3c, 0xff, 0xfe])],
  ['another encoding', `<?xml version="1.0" encoding="utf-7"?>${svg('')}`],
  ['great depth', svg('<g>'.repeat(40) + '</g>'.repeat(40))],
  ['very many elements', svg('<g/>'.repeat(3_000))],
  ['great size', svg(`<path d="${'M0 0'.repeat(20_000)}"/>`)],
];

describe('rule 8.2: an icon may not have', () => {
  it.each(attacks)('%s', (_, text) => {
    const started = performance.now();
    expect(() => checkIcon(Buffer.from(text))).toThrow(DomainError);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
