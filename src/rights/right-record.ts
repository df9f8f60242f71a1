/** Rights on the wire: by name, never as bits. */

/** Every right, and whether it is granted. */
export interface RightRecord {
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
