export type { ResolveHost, TlsExpectation } from './connection.js';
export { createEgress, type Egress, type OutgoingAnswer, type OutgoingRequest } from './egress.js';
export { EgressError, egressReasons, type EgressReason } from './egress-error.js';
