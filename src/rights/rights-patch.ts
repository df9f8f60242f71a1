/** The rights to grant or take away; absent ones stay as they are. */
export interface RightsPatch {
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
