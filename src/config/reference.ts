/** Renders the table of settings as `docs/configuration.md`. */
import { settings, type Setting } from './settings.js';

const opening = `# Configuration

<!-- Made by \`npm run docs:configuration\` from src/config/settings.ts: change it there. -->

Foyer is configured by environment variables, read once at start. Every mistake is reported in one go, with what
to do about it, and the service does not start. An empty value is a mistake, and so is an unknown \`FOYER_…\` variable.

A secret can be kept in a file: \`<NAME>_FILE\` holds the path, line breaks at the end of the file are ignored, and
setting both is a mistake. Secrets never appear in messages or logs.
`;

/** The whole document, in Markdown. */
export function configurationReference(): string {
  const rows: Setting<unknown>[] = Object.values(settings);
  return [opening, ...rows.map(section)].join('\n');
}

function section(row: Setting<unknown>): string {
  const lines = [
    `## ${row.variable}`,
    '',
    row.meaning,
    '',
    `- Takes: ${row.kind.takes}`,
    `- Default: ${'text' in row.default ? `\`${row.default.text}\`` : row.default.instead}`,
    `- Example: \`${row.example}\``,
  ];
  if (row.isSecret) lines.push(`- Secret: yes; from a file with \`${row.variable}_FILE\``);
  return `${lines.join('\n')}\n`;
}
