/** The fifteen rights: their names in the order of rule 4.1, what each allows, and who can be given them. */

export const rightNames = [
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

export type Right = (typeof rightNames)[number];

interface RightKind {
  /** What somebody who has the right may do, for the catalogue of the API. */
  readonly description: string;
}

export const rightTable = {
  addressBookEditing: {
    description:
      'Add, remove and rename the contacts of one’s own address book and sort them into contact groups.',
  },
  pointToPointCalls: {
    description: 'Place calls to one other person. Answering a call never needs a right.',
  },
  groupConferences: { description: 'Start conferences of more than two people.' },
  screenSharing: { description: 'Show one’s desktop, or the window of one application, to the others.' },
  remoteControlRequest: { description: 'Ask another participant for control of their desktop.' },
  remoteControlAllow: { description: 'Let another participant take control of one’s own desktop.' },
  slideShow: {
    description: 'Present slides made from documents or pictures. Does not need `screenSharing`.',
  },
  fileSending: { description: 'Send files in personal and group chats.' },
  fileReceiving: { description: 'Download the files that others send in chats.' },
  recording: {
    description:
      'Record a conference in the client application. A recording that the organiser set for the conference is not affected.',
  },
  surveys: { description: 'Create surveys and send them out.' },
  transcripts: { description: 'View and manage those transcripts of events that are open to the user.' },
  transcriptsFull: {
    description:
      'View and manage the transcripts of every event on this server. Takes effect only together with `transcripts`.',
  },
  transcriptsRecording: {
    description:
      'Switch on the audio recording from which a transcript is made. Does not need `transcripts`.',
  },
  operator: { description: 'Moderate every event that the user joins.' },
} as const satisfies Record<Right, RightKind>;

export type BuiltInGroupKind = 'ungrouped' | 'federated' | 'guests';

/** Rule 4.6: what a built-in group can never grant. */
export const notGrantable: Record<BuiltInGroupKind, readonly Right[]> = {
  ungrouped: ['transcriptsFull', 'operator'],
  federated: ['surveys', 'transcripts', 'transcriptsFull', 'transcriptsRecording'],
  guests: [
    'addressBookEditing',
    'groupConferences',
    'recording',
    'surveys',
    'transcripts',
    'transcriptsFull',
    'transcriptsRecording',
    'operator',
  ],
};

/** Rule 14: what the built-in groups grant until an administrator decides otherwise. */
export const defaultRights: Record<BuiltInGroupKind, readonly Right[]> = {
  ungrouped: [
    'addressBookEditing',
    'pointToPointCalls',
    'groupConferences',
    'screenSharing',
    'remoteControlRequest',
    'remoteControlAllow',
    'slideShow',
    'fileSending',
    'fileReceiving',
  ],
  federated: ['pointToPointCalls', 'screenSharing', 'slideShow', 'fileReceiving'],
  guests: ['screenSharing', 'slideShow', 'fileReceiving'],
};

export function isRight(name: string): name is Right {
  return Object.hasOwn(rightTable, name);
}

/** The rights that a group of this kind can be given (rule 4.6), in the order of rule 4.1. */
export function grantableTo(kind: BuiltInGroupKind | 'custom'): readonly Right[] {
  if (kind === 'custom') return rightNames;
  return rightNames.filter((right) => !notGrantable[kind].includes(right));
}
