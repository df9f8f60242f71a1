/** The composition root: the only file that says `new` for services and stores. */
import type pg from 'pg';
import type { PrismaClient } from '../generated/prisma/client.js';
import { AccessService } from './access/access.service.js';
import { SubjectReader } from './access/subject-reader.js';
import { AddressBooksService } from './address-book/address-books.service.js';
import { Arrangement } from './address-book/arrangement.js';
import { BookStore } from './address-book/book.store.js';
import { ContactGroupsService } from './address-book/contact-groups.service.js';
import { ContactGroupsStore } from './address-book/contact-groups.store.js';
import { Contacts } from './address-book/contacts.js';
import { ContactsStore } from './address-book/contacts.store.js';
import { EntriesService } from './address-book/entries.service.js';
import { EntriesStore } from './address-book/entries.store.js';
import { GroupBooksService } from './address-book/group-books.service.js';
import { GroupBooksStore } from './address-book/group-books.store.js';
import { OwnAddressBookService } from './address-book/own-address-book.service.js';
import { Standings } from './address-book/standings.js';
import { AliasesService } from './aliases/aliases.service.js';
import { AliasesStore } from './aliases/aliases.store.js';
import { ResolutionService } from './aliases/resolution.service.js';
import { ResolutionStore } from './aliases/resolution.store.js';
import { AuditService } from './audit/audit.service.js';
import { AuditStore } from './audit/audit.store.js';
import { CallReportsStore } from './calls/call-reports.store.js';
import { CallsService } from './calls/calls.service.js';
import { CallsStore } from './calls/calls.store.js';
import { ConferencesService } from './calls/conferences.service.js';
import { ConferencesStore } from './calls/conferences.store.js';
import { AvatarsService } from './avatars/avatars.service.js';
import { AvatarsStore } from './avatars/avatars.store.js';
import { systemClock, type Clock } from './core/clock.js';
import { createSecretBox } from './core/secret-box.js';
import { createDatabase, type Database } from './db/database.js';
import { CallPickupService } from './groups/call-pickup.service.js';
import { CallPickupStore } from './groups/call-pickup.store.js';
import { ExportsService } from './exports/exports.service.js';
import { ExportsStore } from './exports/exports.store.js';
import { GroupRightsService } from './groups/group-rights.service.js';
import { GroupsService } from './groups/groups.service.js';
import { GroupsStore } from './groups/groups.store.js';
import { MembershipsService } from './groups/memberships.service.js';
import { MembershipsStore } from './groups/memberships.store.js';
import { LockoutService } from './lockout/lockout.service.js';
import { LockoutStore } from './lockout/lockout.store.js';
import { DigestPasswordsService } from './passwords/digest-passwords.service.js';
import { DigestPasswordsStore } from './passwords/digest-passwords.store.js';
import { PasswordHasher } from './passwords/hashing.js';
import { PasswordKeeper } from './passwords/password-keeper.js';
import { PasswordsService } from './passwords/passwords.service.js';
import { PasswordsStore } from './passwords/passwords.store.js';
import { PasswordPolicyService } from './policies/password-policy.service.js';
import { PasswordPolicyStore } from './policies/password-policy.store.js';
import { AccessTokensService } from './tokens/access-tokens.service.js';
import { Authenticator } from './tokens/authenticator.js';
import { CredentialWatch } from './tokens/credential-watch.js';
import { CredentialsService } from './tokens/credentials.service.js';
import { CredentialsStore } from './tokens/credentials.store.js';
import { KeyRotation } from './tokens/key-rotation.js';
import { SigningKeysService } from './tokens/signing-keys.service.js';
import { SigningKeysStore } from './tokens/signing-keys.store.js';
import { ApplicationSettingsService } from './users/application-settings.service.js';
import { FileReader } from './imports/file-reader.js';
import { ApplyStore } from './imports/apply.store.js';
import { ImportPasswordsStore } from './imports/import-passwords.store.js';
import { ImportsService } from './imports/imports.service.js';
import { PlanStore } from './imports/plan.store.js';
import { RowsStore } from './imports/rows.store.js';
import { StagingStore } from './imports/staging.store.js';
import { UsersImport } from './imports/users-import.js';
import { Housekeeping, type Chore, type Forgettable } from './housekeeping/housekeeping.js';
import { HousekeepingStore } from './housekeeping/housekeeping.store.js';
import { JobRunner, type JobTimes } from './jobs/job-runner.js';
import { JobWatch } from './jobs/job-watch.js';
import { JobsService } from './jobs/jobs.service.js';
import { JobsStore } from './jobs/jobs.store.js';
import { NamesStore } from './names/names.store.js';
import { PeopleService } from './people/people.service.js';
import { PeopleStore } from './people/people.store.js';
import { FieldVisibilityService } from './policies/field-visibility.service.js';
import { FieldVisibilityStore } from './policies/field-visibility.store.js';
import { PresenceService } from './presence/presence.service.js';
import { PresenceStore } from './presence/presence.store.js';
import { PersonalRightsService } from './users/personal-rights.service.js';
import { UserProfilesStore } from './users/user-profiles.store.js';
import { UsersService } from './users/users.service.js';
import { UsersStore } from './users/users.store.js';
import type { UserTraces } from './users/index.js';
import { createEgress, type ResolveHost } from './egress/index.js';
import { createBrowserCookie } from './providers/browser-cookie.js';
import { AdministratorLinksStore } from './providers/administrator-links.store.js';
import { AdministratorMatching } from './providers/administrator-matching.js';
import { FlowsStore } from './providers/flows.store.js';
import { LinkedAdministrators } from './providers/linked-administrators.js';
import { administratorLinks, LinksService, userLinks } from './providers/links.service.js';
import { LinksStore } from './providers/links.store.js';
import { ProviderClients } from './providers/provider-clients.js';
import { ProviderDirectory } from './providers/provider-directory.js';
import { ProviderSignInService } from './providers/provider-sign-in.service.js';
import { ProvidersService } from './providers/providers.service.js';
import { ProvidersStore } from './providers/providers.store.js';
import { BackChannelLogoutService } from './providers/back-channel-logout.service.js';
import { ProviderLogoutService } from './providers/provider-logout.service.js';
import { ProviderSessions } from './providers/provider-sessions.js';
import { ProviderSessionsStore } from './providers/provider-sessions.store.js';
import { ReturnAddresses } from './providers/return-addresses.js';
import { SignInCodes } from './providers/sign-in-codes.js';
import { SubjectMatching } from './providers/subject-matching.js';
import type { Subnet } from './zones/index.js';
import { AdministratorDoor } from './administrators/administrator-door.js';
import { AdministratorDoorStore } from './administrators/administrator-door.store.js';
import { OwnPasswordService } from './me/own-password.service.js';
import { MethodsService } from './sign-in/methods.service.js';
import { AdministratorLocksStore } from './administrators/administrator-locks.store.js';
import { AdministratorsService } from './administrators/administrators.service.js';
import { Attempts } from './lockout/attempts.js';
import { AttemptsStore } from './lockout/attempts.store.js';
import { LockoutPolicyService } from './lockout/lockout-policy.service.js';
import { LockoutPolicyStore } from './lockout/lockout-policy.store.js';
import { AccountsStore } from './sign-in/accounts.store.js';
import { Candidates } from './sign-in/candidates.js';
import { RateLimit, type Allowance } from './rate-limits/index.js';
import { PasswordSignInService, type SignInLimits } from './sign-in/password-sign-in.service.js';
import { AdministratorProfiles } from './administrators/administrator-profiles.js';
import { AdministratorsStore } from './administrators/administrators.store.js';
import { AccountProfiles } from './sessions/account-profiles.js';
import { ConcurrentSignInService } from './sessions/concurrent-sign-in.service.js';
import { ConcurrentSignInStore } from './sessions/concurrent-sign-in.store.js';
import { SessionsService } from './sessions/sessions.service.js';
import { SessionCallers } from './sessions/session-callers.js';
import { SessionEnding } from './sessions/session-ending.js';
import { SessionOpening } from './sessions/session-opening.js';
import { SessionRefresh } from './sessions/session-refresh.js';
import { SessionTokens } from './sessions/session-tokens.js';
import { SessionsStore } from './sessions/sessions.store.js';
import { SettingsService } from './settings/settings.service.js';
import { SettingsStore } from './settings/settings.store.js';
import { SignOutService } from './sessions/sign-out.service.js';
import { SignInDoor } from './sessions/sign-in-door.js';
import { TokenStatusService } from './sessions/token-status.service.js';
import { ZoneDoors } from './zones/zone-doors.js';
import { ZonesService } from './zones/zones.service.js';
import { ZonesStore } from './zones/zones.store.js';

/** What the services are made of. */
export interface Parts {
  prisma: PrismaClient;
  pool: pg.Pool;
  serverName: string;
  /** Issuer and audience of access tokens. */
  issuer: string;
  encryptionKey: Buffer;
  /** Private networks that outgoing requests may go to. */
  egressAllow?: readonly Subnet[];
  /** The realm of digest passwords (rule 2.5). */
  digestRealm: string;
  /** Where a browser may be sent back to after it signed in through a provider. */
  returnTo?: readonly string[];
  /** How many sign-ins may be refused to one source, and tried on one account; no limit when not given. */
  refusedSignIns?: Allowance;
  accountSignIns?: Allowance;
  clock?: Clock;
  /** Where they shall not be the usual ones. */
  jobTimes?: Partial<JobTimes>;
  /** How host names of outgoing requests are looked up; the system's way when not given. */
  resolveHost?: ResolveHost;
}

export type Assembly = ReturnType<typeof assemble>;

/** Everything that the HTTP stack and the running service ask, put together domain by domain. */
export function assemble(parts: Parts) {
  const ground = assembleGround(parts);
  const tokens = assembleTokens(ground);
  const groups = assembleGroups(ground);
  const passwords = assemblePasswords(ground);
  const users = assembleUsers({ ...ground, ...tokens, ...groups, ...passwords }, parts.digestRealm);
  const reports = assembleReports({ ...ground, ...users });
  const work = assembleWork({ ...ground, ...tokens, ...groups, ...passwords, ...users, ...reports }, parts);
  const rights = assembleAccess({ ...ground, ...groups, ...users });
  const administrators = assembleAdministrators({ ...ground, ...tokens, ...passwords });
  const providers = assembleProviders({ ...ground, ...users, ...administrators }, parts);
  const doors = { ...rights, ...administrators, ...providers };
  const signIn = assembleSignIn({ ...ground, ...tokens, ...passwords, ...users, ...doors }, parts);
  return {
    ...ground,
    ...tokens,
    ...groups,
    ...passwords,
    ...users,
    ...reports,
    ...work,
    ...rights,
    ...administrators,
    ...providers,
    ...signIn,
  };
}

/** What every domain stands on. */
function assembleGround({ prisma, pool, encryptionKey, serverName, issuer, clock = systemClock }: Parts) {
  const db = createDatabase(prisma, pool);
  const audit = new AuditService(db, new AuditStore(db));
  const settings = new SettingsService(db, new SettingsStore(db), audit);
  const names = new NamesStore();
  const secrets = createSecretBox(encryptionKey);
  return { db, audit, settings, names, secrets, serverName, issuer, clock };
}

type Ground = ReturnType<typeof assembleGround>;

/** Who calls, and by which credentials. */
function assembleTokens({ db, audit, secrets, issuer, clock }: Ground) {
  const credentialsStore = new CredentialsStore(db);
  const credentials = new CredentialsService(db, credentialsStore, audit, clock);
  const signingKeys = new SigningKeysService(db, new SigningKeysStore(db), secrets, audit, clock);
  const sessionsStore = new SessionsStore(db);
  const sessionCallers = new SessionCallers(sessionsStore, clock);
  const sessionEnding = new SessionEnding(sessionsStore, audit, clock);
  const accessTokens = new AccessTokensService(signingKeys, credentialsStore, sessionCallers, issuer, clock);
  const authenticator = new Authenticator(db, credentialsStore, accessTokens, clock);
  const credentialWatch = new CredentialWatch(authenticator);
  return {
    credentialsStore,
    credentials,
    signingKeys,
    sessionsStore,
    sessionEnding,
    accessTokens,
    authenticator,
    credentialWatch,
  };
}

type Tokens = ReturnType<typeof assembleTokens>;

function assembleGroups({ db, audit, names, serverName }: Ground) {
  const groupsStore = new GroupsStore(db);
  const groups = new GroupsService(db, groupsStore, audit);
  const groupRights = new GroupRightsService(db, groupsStore, groups, audit);
  const pickupStore = new CallPickupStore();
  const callPickup = new CallPickupService(db, pickupStore, groupsStore, groups, names, audit, serverName);
  const aliases = new AliasesService(db, new AliasesStore(db), names, audit, serverName);
  const resolution = new ResolutionService(new ResolutionStore(db), serverName);
  return { groupsStore, groups, groupRights, callPickup, aliases, resolution };
}

type Groups = ReturnType<typeof assembleGroups>;

function assemblePasswords({ db, audit, secrets, serverName }: Ground) {
  const passwordPolicy = new PasswordPolicyService(db, new PasswordPolicyStore(db), audit, serverName);
  const passwordHasher = new PasswordHasher();
  const passwordsStore = new PasswordsStore(db);
  const passwordKeeper = new PasswordKeeper(passwordsStore, passwordPolicy, passwordHasher, secrets);
  return { passwordsStore, passwordPolicy, passwordHasher, passwordKeeper };
}

type Passwords = ReturnType<typeof assemblePasswords>;

function assembleUsers(ground: Ground & Tokens & Groups & Passwords, digestRealm: string) {
  const { db, audit, settings, names, secrets, serverName } = ground;
  const { groups, groupsStore, aliases, sessionEnding, passwordKeeper: keeper } = ground;
  const usersStore = new UsersStore(db);
  /** Who else keeps something of a user, and forgets it when the user is deleted (rule 2.14). */
  const userTraces: UserTraces[] = [sessionEnding, aliases];
  const users = new UsersService(
    db,
    usersStore,
    names,
    groups,
    keeper,
    settings,
    audit,
    serverName,
    userTraces,
  );
  const avatars = new AvatarsService(db, new AvatarsStore(db), users, audit);
  const lockoutStore = new LockoutStore();
  const lockout = new LockoutService(db, lockoutStore, users, audit);
  const digests = new DigestPasswordsStore();
  const digestPasswords = new DigestPasswordsService(db, digests, users, secrets, audit, digestRealm);
  const passwords = new PasswordsService(db, keeper, users, sessionEnding, audit);
  const personalRights = new PersonalRightsService(db, usersStore, users, audit);
  const applicationSettings = new ApplicationSettingsService(db, usersStore, users, groups, audit);
  const members = new MembershipsStore(db);
  const memberships = new MembershipsService(db, members, groups, groupsStore, users, audit, serverName);
  return {
    userTraces,
    users,
    avatars,
    lockoutStore,
    lockout,
    digestPasswords,
    passwords,
    personalRights,
    applicationSettings,
    memberships,
  };
}

type Users = ReturnType<typeof assembleUsers>;

/** What conferencing servers report, and who may see what of whom. */
function assembleReports({ db, audit, clock, serverName, users, avatars, userTraces }: Ground & Users) {
  const presence = new PresenceService(new PresenceStore(db), users);
  const conferences = new ConferencesService(db, new ConferencesStore(db), users, audit, serverName);
  const calls = new CallsService(
    db,
    new CallsStore(db),
    new CallReportsStore(),
    conferences,
    users,
    clock,
    serverName,
  );
  userTraces.push(presence, calls);
  const fieldVisibility = new FieldVisibilityService(db, new FieldVisibilityStore(db), audit);
  const people = new PeopleService(new PeopleStore(db), users, fieldVisibility, avatars);
  return { presence, conferences, calls, fieldVisibility, people };
}

type Reports = ReturnType<typeof assembleReports>;

/** What outlives a request, or carries many users at once. */
function assembleWork(
  ground: Ground & Tokens & Groups & Passwords & Users & Reports,
  { jobTimes }: Pick<Parts, 'jobTimes'>,
) {
  const { db, audit, settings, secrets, serverName, passwordPolicy, passwordHasher, userTraces } = ground;
  const { groups, sessionsStore, calls } = ground;
  const jobsStore = new JobsStore(db);
  const jobWatch = new JobWatch(jobsStore);
  const staging = new StagingStore(db);
  const importStores = {
    staging,
    plan: new PlanStore(db),
    passwords: new ImportPasswordsStore(db),
    apply: new ApplyStore(serverName),
    rows: new RowsStore(db),
  };
  const usersImport = new UsersImport(db, importStores, passwordHasher, secrets);
  const jobRunner = new JobRunner(jobsStore, [usersImport], jobTimes);
  const jobs = new JobsService(db, jobsStore, jobWatch, jobRunner, audit);
  const fileReader = new FileReader(staging, passwordPolicy, settings, secrets);
  const imports = new ImportsService(db, staging, importStores.rows, fileReader, jobs, secrets);
  userTraces.push(imports);
  const forgettables: Forgettable[] = [
    audit,
    {
      what: 'sessions',
      retention: 'devicesDays',
      forgetBefore: (cutoff, limit) => sessionsStore.forgetBefore(cutoff, limit),
    },
    {
      what: 'calls',
      retention: 'callsDays',
      forgetBefore: (cutoff, limit) => calls.forgetCallsBefore(cutoff, limit),
    },
  ];
  const chores: Chore[] = [new KeyRotation(ground.signingKeys, settings)];
  const housekeeping = new Housekeeping(new HousekeepingStore(db), settings, forgettables, chores);
  const exports = new ExportsService(db, new ExportsStore(db, serverName), groups, audit);
  return { jobs, jobWatch, jobRunner, imports, housekeeping, exports };
}

/** The rights, and the address books that one of them opens for editing. */
function assembleAccess({ db, audit, users, groups, serverName }: Ground & Groups & Users) {
  const subjectReader = new SubjectReader(db);
  const access = new AccessService(subjectReader, serverName);
  const addressBooks = assembleAddressBooks({ db, users, groups, access, audit, serverName });
  return { subjectReader, access, ...addressBooks };
}

type Access = ReturnType<typeof assembleAccess>;

function assembleAdministrators(ground: Ground & Tokens & Passwords) {
  const { db, audit, passwordKeeper: keeper, sessionEnding } = ground;
  const administratorsStore = new AdministratorsStore(db);
  const administratorLocks = new AdministratorLocksStore();
  const administrators = new AdministratorsService(
    db,
    administratorsStore,
    keeper,
    sessionEnding,
    administratorLocks,
    audit,
  );
  return { administratorsStore, administratorLocks, administrators };
}

type Administrators = ReturnType<typeof assembleAdministrators>;

/** Where people come from, and who else vouches for them. */
function assembleProviders(ground: Ground & Users & Administrators, parts: Parts) {
  const { db, audit, secrets, issuer, clock, users, administrators } = ground;
  const administratorLinksStore = new AdministratorLinksStore(db);
  const providersStore = new ProvidersStore(db);
  const providerDirectory = new ProviderDirectory(providersStore);
  const zonesStore = new ZonesStore(db);
  const administratorDoor = new AdministratorDoor(new AdministratorDoorStore());
  const zones = new ZonesService(db, zonesStore, audit, providerDirectory, administratorDoor);
  const egress = createEgress({ allowed: parts.egressAllow ?? [], resolve: parts.resolveHost });
  const providers = new ProvidersService({
    db,
    store: providersStore,
    audit,
    secrets,
    egress,
    zones,
    administrators: administratorDoor,
    linkedAdministrators: new LinkedAdministrators(administratorLinksStore, administrators),
    publicUrl: issuer,
    clock,
  });
  const linksStore = new LinksStore(db);
  const providerLinks = new LinksService(userLinks, db, linksStore, users, providers, audit);
  const administratorProviderLinks = new LinksService(
    administratorLinks,
    db,
    administratorLinksStore,
    administrators,
    providers,
    audit,
  );
  return {
    providersStore,
    providerDirectory,
    zonesStore,
    zones,
    egress,
    providers,
    linksStore,
    administratorLinksStore,
    providerLinks,
    administratorProviderLinks,
  };
}

type Providers = ReturnType<typeof assembleProviders>;

const noLimit: Allowance = { count: 0, seconds: 1 };

function signInLimits(
  db: Database,
  { refusedSignIns = noLimit, accountSignIns = noLimit }: Pick<Parts, 'refusedSignIns' | 'accountSignIns'>,
): SignInLimits {
  const refused = 'Too many sign-ins from there were refused.';
  const tried = 'Too many sign-ins of this account were tried.';
  return {
    refusalsOfSource: new RateLimit(db, 'refused', refusedSignIns, refused),
    attemptsOnAccount: new RateLimit(db, 'account', accountSignIns, tried),
  };
}

function assembleSignIn(
  ground: Ground & Tokens & Passwords & Users & Access & Administrators & Providers,
  parts: Pick<Parts, 'returnTo' | 'refusedSignIns' | 'accountSignIns'>,
) {
  const { db, audit, serverName, issuer, clock, users } = ground;
  const { sessionsStore, sessionEnding, accessTokens, authenticator } = ground;
  const { passwordHasher: hasher, passwordKeeper: keeper, providerDirectory } = ground;
  const profiles = new AccountProfiles(
    new UserProfilesStore(db, serverName),
    new AdministratorProfiles(ground.administratorsStore),
  );
  const zoneDoors = new ZoneDoors(db, ground.zonesStore);
  const door = new SignInDoor(zoneDoors, providerDirectory);
  const methods = new MethodsService(zoneDoors, providerDirectory);
  const sessionTokens = new SessionTokens(accessTokens, ground.access);
  const lockoutPolicy = new LockoutPolicyService(db, new LockoutPolicyStore(db), audit);
  const attempts = new Attempts(new AttemptsStore(db), lockoutPolicy);
  const concurrentStore = new ConcurrentSignInStore(db);
  const concurrentSignIn = new ConcurrentSignInService(db, concurrentStore, sessionEnding, audit, clock);
  const sessions = new SessionsService(db, sessionsStore, users, sessionEnding, audit, clock);
  const sessionOpening = new SessionOpening(
    db,
    door,
    attempts,
    concurrentSignIn,
    sessionTokens,
    profiles,
    clock,
  );
  const candidates = new Candidates(new AccountsStore(db), serverName);
  const passwordSignIn = new PasswordSignInService(
    db,
    candidates,
    attempts,
    hasher,
    door,
    sessionOpening,
    audit,
    signInLimits(db, parts),
  );
  const sessionRefresh = new SessionRefresh(
    db,
    sessionsStore,
    door,
    attempts,
    sessionEnding,
    sessionTokens,
    clock,
  );
  const tokenStatus = new TokenStatusService(
    db,
    sessionsStore,
    sessionEnding,
    accessTokens,
    authenticator,
    profiles,
    issuer,
    clock,
  );
  const own = { user: ground.passwordsStore, administrator: ground.administratorsStore };
  const ownPassword = new OwnPasswordService(db, own, attempts, hasher, keeper, sessionEnding, audit);
  const atProviders = assembleProviderSignIn({ ...ground, door, sessionOpening }, parts);
  return {
    ...atProviders,
    methods,
    lockoutPolicy,
    attempts,
    concurrentSignIn,
    sessions,
    sessionOpening,
    passwordSignIn,
    sessionRefresh,
    tokenStatus,
    ownPassword,
  };
}

/** The way in through a provider, and the way out again. */
function assembleProviderSignIn(
  ground: Ground & Tokens & Users & Administrators & Providers & Doors,
  { returnTo = [] }: Pick<Parts, 'returnTo'>,
) {
  const { db, audit, secrets, issuer, clock, users, lockoutStore, providersStore, sessionEnding } = ground;
  const flows = new FlowsStore(db);
  const clients = new ProviderClients(ground.egress, secrets, clock);
  const addresses = new ReturnAddresses(returnTo);
  const atProvidersStore = new ProviderSessionsStore(db);
  const atProviders = new ProviderSessions(atProvidersStore, secrets);
  const { linksStore, administratorLinksStore, administratorLocks } = ground;
  const providerSignIn = new ProviderSignInService({
    db,
    providers: providersStore,
    flows,
    codes: new SignInCodes(flows, secrets, clock),
    clients,
    matching: new SubjectMatching(linksStore, users, lockoutStore, audit, clock),
    administrators: new AdministratorMatching(administratorLinksStore, administratorLocks, clock),
    door: ground.door,
    sessions: ground.sessionOpening,
    audit,
    secrets,
    publicUrl: issuer,
    addresses,
    atProviders,
    clock,
  });
  const backChannelLogout = new BackChannelLogoutService(
    db,
    providersStore,
    clients,
    atProvidersStore,
    sessionEnding,
    clock,
  );
  const providerLogout = new ProviderLogoutService(providersStore, clients, atProviders, addresses);
  const signOut = new SignOutService(db, sessionEnding, providerLogout);
  const browserCookie = createBrowserCookie(issuer);
  return { providerSignIn, backChannelLogout, providerLogout, signOut, browserCookie };
}

interface Doors {
  door: SignInDoor;
  sessionOpening: SessionOpening;
}

interface AddressBookParts {
  db: Database;
  users: UsersService;
  groups: GroupsService;
  access: AccessService;
  audit: AuditService;
  serverName: string;
}

function assembleAddressBooks({ db, users, groups, access, audit, serverName }: AddressBookParts) {
  const contacts = new Contacts(new ContactsStore(), serverName);
  const standings = new Standings(access);
  const entriesStore = new EntriesStore();
  const groupsStore = new ContactGroupsStore(db);
  const contactGroups = new ContactGroupsService(db, groupsStore, entriesStore, users, standings, audit);
  const addressBooks = new AddressBooksService(
    new BookStore(db),
    contactGroups,
    users,
    standings,
    serverName,
  );
  const addressBookEntries = new EntriesService(
    db,
    entriesStore,
    addressBooks,
    contacts,
    new Arrangement(groupsStore),
    users,
    standings,
    audit,
  );
  const groupBooksStore = new GroupBooksStore(db);
  const groupBooks = new GroupBooksService(db, groupBooksStore, contacts, groups, users, audit, serverName);
  const ownAddressBook = new OwnAddressBookService(addressBooks, addressBookEntries, contactGroups);
  return { contactGroups, addressBooks, addressBookEntries, ownAddressBook, groupBooks };
}
