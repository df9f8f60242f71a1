/** Whose eyes an answer is for (rule 9.3): it follows from the caller. */
import type { Actor, CallerKind } from '../core/actor.js';
import type { PeopleAudience } from './people.schema.js';

/**
 * What each kind of caller sees. A backend shows the answer to others and has to say to whom; a kind of caller that asks
 * for itself has its audience here, whatever it names.
 */
const audienceByCaller: Readonly<Record<CallerKind, PeopleAudience | 'as named'>> = {
  'api-key': 'as named',
  'service-account': 'as named',
  system: 'as named',
  administrator: 'as named',
  user: 'members',
  anonymous: 'guests',
};

export function audienceOf(actor: Pick<Actor, 'kind'>, named: PeopleAudience): PeopleAudience {
  const own = audienceByCaller[actor.kind];
  return own === 'as named' ? named : own;
}
