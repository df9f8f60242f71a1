/** How many sessions a user may have at a time: any number, one for each application, or one (rule 9.4). */
export type ConcurrentSignInMode = 'unlimited' | 'onePerApplication' | 'onePerUser';

export interface ConcurrentSignInPolicy {
  /** The newest session wins; whoever is displaced is told so. */
  mode: ConcurrentSignInMode;
}
