export { formatAddress, parseAddress, type Address } from './address.js';
export { createSubnetMatcher, type SubnetMatcher } from './subnet-matcher.js';
export { parseSubnet, type Subnet } from './subnet.js';
export type { ZoneDoor } from './zone-doors.js';
export type { ZoneId, ZoneReference } from './zones.schema.js';
