/** The closed set of audit actions, with what each stands for. */
export const auditActions = {
  'user.created': 'A user was created',
  'user.changed': 'Fields of a user were changed',
  'user.deleted': 'A user was deleted',
  'user.password-changed': 'A user got another password',
  'user.rights-changed': 'Personal rights were changed',
  'user.application-settings-changed': 'Application settings of a user were changed',
  'group.created': 'A group was created',
  'group.changed': 'A group was renamed',
  'group.deleted': 'A group was deleted',
  'group.rights-changed': 'The rights of a group were changed',
  'group.application-settings-changed': 'Application settings of a group were changed',
  'group.member-added': 'A user was put into a group',
  'group.member-removed': 'A user was taken out of a group',
  'zone.changed': 'A zone was changed',
  'zone.subnet-added': 'A subnet was added to the trusted zone',
  'zone.subnet-removed': 'A subnet was removed from the trusted zone',
  'password-policy.changed': 'The password policy was changed',
  'api-key.created': 'An API key was created',
  'api-key.deleted': 'An API key was deleted',
  'service-account.created': 'A service account was created',
  'service-account.deleted': 'A service account was deleted',
  'signing-key.created': 'A signing key was created',
  'request.refused': 'A request was refused for lack of permission',
} as const;

export type AuditAction = keyof typeof auditActions;
