/** Who sees a field; each of the three by itself (rule 9.3). */
export interface Visibility {
  /** Users of this server. */
  members: boolean;
  /** Users of other servers. */
  federated: boolean;
  guests: boolean;
}

/** Which fields of a profile are shown to whom (rule 9.3). */
export interface FieldVisibility {
  fields: VisibilityByField;
}

export interface VisibilityByField {
  /** Always shown to everybody. */
  displayName: Visibility;
  email: Visibility;
  firstName: Visibility;
  middleName: Visibility;
  lastName: Visibility;
  company: Visibility;
  branch: Visibility;
  department: Visibility;
  jobTitle: Visibility;
  manager: Visibility;
  address: Visibility;
  mobilePhones: Visibility;
  workPhones: Visibility;
  homePhones: Visibility;
  otherPhones: Visibility;
  sipNumber: Visibility;
  avatar: Visibility;
}

/** What fields are shown to whom from now on. */
export interface FieldVisibilityReplacement {
  fields: NewVisibilityByField;
}

export interface NewVisibilityByField {
  /** May be left out; nothing but true is taken. */
  displayName?: Visibility;
  email: Visibility;
  firstName: Visibility;
  middleName: Visibility;
  lastName: Visibility;
  company: Visibility;
  branch: Visibility;
  department: Visibility;
  jobTitle: Visibility;
  manager: Visibility;
  address: Visibility;
  mobilePhones: Visibility;
  workPhones: Visibility;
  homePhones: Visibility;
  otherPhones: Visibility;
  sipNumber: Visibility;
  avatar: Visibility;
}
