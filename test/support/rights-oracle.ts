/**
 * The rights of rules 4.1–4.7 a second time: slowly, one right and one question after the other, with sets of
 * names. It imports nothing, the catalogue included, so that a mistake in src/rights is not repeated here.
 */

export const fifteen = [
  'addressBookEditing',
  'pointToPointCalls',
  'groupConferences',
  'screenSharing',
  'remoteControlRequest',
  'remoteControlAllow',
  'slideShow',
  'fileSending',
  'fileReceiving',
  'recording',
  'surveys',
  'transcripts',
  'transcriptsFull',
  'transcriptsRecording',
  'operator',
] as const;

export type Name = (typeof fifteen)[number];
export type Names = ReadonlySet<Name>;

export interface World {
  readonly ungrouped: Names;
  readonly federated: Names;
  readonly guests: Names;
  /** What the zone of the request allows. */
  readonly zone: Names;
}

export type Person =
  | {
      readonly is: 'member';
      readonly isActive: boolean;
      readonly groups: readonly Names[];
      readonly personal: ReadonlyMap<Name, 'grant' | 'deny'>;
    }
  | { readonly is: 'guest' }
  /** `home` is what the home server answered; undefined if there was no answer to rely on. */
  | { readonly is: 'federated'; readonly home: Names | undefined }
  | { readonly is: 'stranger' };

/** What the person may do. */
export function rightsByTheRules(person: Person, world: World): Set<Name> {
  return new Set(fifteen.filter((right) => may(person, right, world)));
}

function may(person: Person, right: Name, world: World): boolean {
  // Rule 4.1: all transcripts only for somebody who may see transcripts at all.
  if (right === 'transcriptsFull' && !may(person, 'transcripts', world)) return false;
  // Rule 4.3.
  if (!world.zone.has(right)) return false;
  // Rule 4.7.
  if (person.is === 'stranger') return false;
  if (person.is === 'guest') return fromGuests(right, world);
  if (person.is === 'federated') return fromFederation(person.home, right, world);
  if (!person.isActive) return false;
  // Rule 4.2: what is personal comes before what groups say.
  const personal = person.personal.get(right);
  if (personal === 'deny') return false;
  if (personal === 'grant') return true;
  if (person.groups.length > 0) return person.groups.some((group) => group.has(right));
  return fromNoGroup(right, world);
}

// Rules 4.2 and 4.6.
function fromNoGroup(right: Name, world: World): boolean {
  if (right === 'operator' || right === 'transcriptsFull') return false;
  return world.ungrouped.has(right);
}

// Rules 4.4 and 4.6.
function fromFederation(home: Names | undefined, right: Name, world: World): boolean {
  if (right === 'surveys' || right.startsWith('transcripts')) return false;
  if (home === undefined) return false;
  return home.has(right) && world.federated.has(right);
}

// Rules 4.5 and 4.6, which names what guests can have by leaving it out.
function fromGuests(right: Name, world: World): boolean {
  const possible: readonly Name[] = [
    'pointToPointCalls',
    'screenSharing',
    'remoteControlRequest',
    'remoteControlAllow',
    'slideShow',
    'fileSending',
    'fileReceiving',
  ];
  return possible.includes(right) && world.guests.has(right);
}
