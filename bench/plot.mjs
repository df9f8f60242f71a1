/** Draws the committed results of bench/effective-rights.mjs as bench/results/effective-rights.svg. */
import { readFileSync, writeFileSync } from 'node:fs';

const { date, machine, users, figures } = JSON.parse(
  readFileSync('bench/results/effective-rights.json', 'utf8'),
);
const bars = [
  ['bare node:http, the same bytes', figures.bare],
  ['Foyer, rights of 1 of a million', figures.plain],
  ['the same through Express and tsoa', figures.longWay],
  ['with an explanation', figures.explained],
];
const width = 760;
const left = 250;
const barHeight = 26;
const step = 40;
const most = Math.max(...bars.map(([, figure]) => figure.requestsPerSecond));
const height = 70 + bars.length * step;

function bar([label, { requestsPerSecond, cpuMicroseconds, p99Milliseconds }], at) {
  const y = 50 + at * step;
  const length = (requestsPerSecond / most) * (width - left - 230);
  const figure = `${Math.round(requestsPerSecond).toLocaleString('en')}/s · ${cpuMicroseconds.toFixed(0)} µs CPU · p99 ${p99Milliseconds.toFixed(1)} ms`;
  return `<text x="${left - 10}" y="${y + 18}" text-anchor="end">${label}</text>
<rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="3" fill="${at === 0 ? '#9aa5b1' : '#2f6fde'}"/>
<text x="${(left + length + 8).toFixed(1)}" y="${y + 18}">${figure}</text>`;
}

const title = `GET /v1/effective-rights on one core, ${users.toLocaleString('en')} users in PostgreSQL`;
const source = `${date.slice(0, 10)}, Node ${machine.node}, ${machine.cpu.trim()}`;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#1f2933" role="img" aria-label="${title}">
<rect width="${width}" height="${height}" fill="#ffffff"/>
<text x="16" y="26" font-size="15" font-weight="600">${title}</text>
${bars.map(bar).join('\n')}
<text x="16" y="${height - 8}" font-size="11" fill="#616e7c">${source}; requests per second at 32 connections, medians</text>
</svg>
`;
writeFileSync('bench/results/effective-rights.svg', svg);
