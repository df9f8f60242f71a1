/** Stack traces with the lines of our TypeScript, as jest reads them; Node's own name no module that a call comes from. */
import { findSourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

export function formatStackTrace(error, frames) {
  return [headOf(error), ...frames.map(textOf)].join('\n    at ');
}

function headOf({ name = 'Error', message = '' }) {
  return message === '' ? name : `${name}: ${message}`;
}

function textOf(frame) {
  const source = findSourceMap(frame.getFileName() ?? '');
  const origin = source?.findOrigin(frame.getLineNumber(), frame.getColumnNumber());
  if (origin?.fileName === undefined) return String(frame);
  const { fileName, lineNumber, columnNumber } = origin;
  const place = `${fileURLToPath(fileName)}:${lineNumber}:${columnNumber}`;
  const caller = frame.getFunctionName();
  return caller === null ? place : `${frame.isAsync() ? 'async ' : ''}${caller} (${place})`;
}
