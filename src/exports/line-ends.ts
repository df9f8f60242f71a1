/** Lines end with CRLF in a CSV file (RFC 4180 §2), those inside of a cell too; PostgreSQL ends them with LF. */

const lf = 10;
const cr = 13;

/** A byte order mark, by which some spreadsheets know UTF-8. */
const mark = Buffer.from('\ufeff');

/** Changes one stream of bytes, piece by piece. */
export function lineEnds(hasMark: boolean): (chunk: Buffer) => Buffer {
  let last = 0;
  let isFirst = hasMark;
  return (chunk) => {
    // A line end that is split between two pieces has its CR already.
    const isSplit = last === cr && chunk[0] === lf;
    last = chunk.at(-1) ?? last;
    const rest = withLineEnds(isSplit ? chunk.subarray(1) : chunk);
    const whole = isSplit ? Buffer.concat([chunk.subarray(0, 1), rest]) : rest;
    if (!isFirst) return whole;
    isFirst = false;
    return Buffer.concat([mark, whole]);
  };
}

/** Byte for byte: in UTF-8 nothing but CR and LF has their bytes. */
function withLineEnds(chunk: Buffer): Buffer {
  const text = chunk.toString('latin1');
  const ended = chunk.includes(cr) ? text.replace(/\r?\n/g, '\r\n') : text.replaceAll('\n', '\r\n');
  return Buffer.from(ended, 'latin1');
}
