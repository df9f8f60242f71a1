/** Rights as callers see and send them: by name, never as bits. */

/** Every right: whether it is granted. */
export interface RightsByName {
  addressBookEditing: boolean;
  pointToPointCalls: boolean;
  groupConferences: boolean;
  screenSharing: boolean;
  remoteControlRequest: boolean;
  remoteControlAllow: boolean;
  slideShow: boolean;
  fileSending: boolean;
  fileReceiving: boolean;
  recording: boolean;
  surveys: boolean;
  transcripts: boolean;
  transcriptsFull: boolean;
  transcriptsRecording: boolean;
  operator: boolean;
}

/** The rights to grant or take away; absent ones stay as they are. */
export interface RightsPatchByName {
  addressBookEditing?: boolean;
  pointToPointCalls?: boolean;
  groupConferences?: boolean;
  screenSharing?: boolean;
  remoteControlRequest?: boolean;
  remoteControlAllow?: boolean;
  slideShow?: boolean;
  fileSending?: boolean;
  fileReceiving?: boolean;
  recording?: boolean;
  surveys?: boolean;
  transcripts?: boolean;
  transcriptsFull?: boolean;
  transcriptsRecording?: boolean;
  operator?: boolean;
}
