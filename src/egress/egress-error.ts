/** Why nothing came of an outgoing request, in a closed set of words. */
export const egressReasons = {
  'address-refused':
    'The address may not be connected to. FOYER_EGRESS_ALLOW names the private networks that may.',
  'name-not-found': 'The host name has no address.',
  unreachable: 'No connection could be made.',
  'tls-failed': 'The TLS certificate could not be verified.',
  'certificate-changed': 'The TLS certificate is not the one that was seen when the settings were saved.',
  'timed-out': 'The answer did not come in time.',
  'too-large': 'The answer is too large.',
  'bad-answer': 'What came is no HTTP answer that can be used.',
  busy: 'Too many outgoing requests are under way.',
} as const;

export type EgressReason = keyof typeof egressReasons;

export class EgressError extends Error {
  override readonly name = 'EgressError';

  constructor(
    readonly reason: EgressReason,
    options?: ErrorOptions,
  ) {
    super(egressReasons[reason], options);
  }
}
