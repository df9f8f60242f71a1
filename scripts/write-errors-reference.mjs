/** Writes docs/errors.md from the table of errors (needs a build). Run: npm run docs:errors */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';

const opening = `# Errors

<!-- Made by \`npm run docs:errors\` from src/core/errors.ts: change it there. -->

Whatever the service refuses is answered with a problem document (RFC 9457) of the type \`application/problem+json\`:

\`\`\`json
{
  "type": "/problems/malformed-request",
  "title": "The request is malformed",
  "status": 400,
  "detail": "These do not fit: /displayName.",
  "errors": [{ "pointer": "/displayName", "detail": "minLength 1" }],
  "requestId": "Kl2fU8vQ-3f"
}
\`\`\`

Act on \`type\`: it stays, while texts may be improved. The service has a page for each at that address. \`detail\` is
about this request. \`errors\`, where there are any, name the places in it: a JSON Pointer into the body, or the name of a
parameter. \`requestId\` is also in the header \`X-Request-Id\` and in the log. A value that was sent is not repeated
where it could be a secret.

With 503 comes \`Retry-After\`. The endpoints of OAuth 2.0 answer in its own form instead (RFC 6749 §5.2).
`;

/** The whole document, in Markdown. */
export async function errorsReference(errorTable) {
  const kinds = Object.entries(errorTable).map(([code, kind]) => ({ code, ...kind }));
  const statuses = [...new Set(kinds.map(({ status }) => status))].sort((one, other) => one - other);
  const sections = statuses.map((status) =>
    section(
      status,
      kinds.filter((kind) => kind.status === status),
    ),
  );
  return format([opening, ...sections].join('\n'), { parser: 'markdown' });
}

function section(status, kinds) {
  const rows = kinds.map(
    ({ code, title, help }) => `| \`${code}\` | ${title} | ${help.replaceAll('|', '\\|')} |`,
  );
  return `## ${status}\n\n| Type \`/problems/…\` | Title | What to do |\n|---|---|---|\n${rows.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { errorTable } = await import('../dist/src/core/errors.js');
  writeFileSync(new URL('../docs/errors.md', import.meta.url), await errorsReference(errorTable));
}
