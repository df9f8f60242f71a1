/**
 * Fails on known vulnerabilities of high or critical severity in what the service ships with. Not every registry
 * answers the question: then this says so loudly and passes, since an outage over there is no defect over here.
 */
import { spawnSync } from 'node:child_process';

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const counts = countsIn(stdout);

if (counts === undefined) {
  console.error('audit: NOT AUDITED. The registry did not answer the audit request; nothing is known.');
} else {
  console.log(
    `audit: ${counts.critical} critical, ${counts.high} high, ${counts.moderate} moderate, ${counts.low} low`,
  );
  if (counts.critical + counts.high > 0) process.exit(1);
}

/** Vulnerabilities by severity, or undefined when the answer is not a report. */
function countsIn(report) {
  try {
    return JSON.parse(report).metadata?.vulnerabilities;
  } catch {
    return undefined;
  }
}
