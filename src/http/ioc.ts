/** A controller for each request, with its service and its actor: two requests never share one. */
import type { IocContainer, IocContainerFactory } from '@tsoa/runtime';
import type { Request } from 'express';
import { AccessController } from '../access/access.controller.js';
import { AddressBooksController } from '../address-book/address-books.controller.js';
import { ContactGroupsController } from '../address-book/contact-groups.controller.js';
import { MyAddressBookController } from '../address-book/my-address-book.controller.js';
import { MyContactGroupsController } from '../address-book/my-contact-groups.controller.js';
import { GroupBooksController } from '../address-book/group-books.controller.js';
import { AliasesController } from '../aliases/aliases.controller.js';
import { ResolutionController } from '../aliases/resolution.controller.js';
import type { Assembly } from '../assembly.js';
import { AuditController } from '../audit/audit.controller.js';
import type { Actor } from '../core/actor.js';
import { CallPickupController } from '../groups/call-pickup.controller.js';
import { ExportsController } from '../exports/exports.controller.js';
import { GroupRightsController } from '../groups/group-rights.controller.js';
import { GroupsController } from '../groups/groups.controller.js';
import { MembershipsController } from '../groups/memberships.controller.js';
import { AvatarsController } from '../avatars/avatars.controller.js';
import { MyAvatarController } from '../avatars/my-avatar.controller.js';
import { LockoutController } from '../lockout/lockout.controller.js';
import { DigestPasswordsController } from '../passwords/digest-passwords.controller.js';
import { PasswordsController } from '../passwords/passwords.controller.js';
import { PasswordPolicyController } from '../policies/password-policy.controller.js';
import { CallsController } from '../calls/calls.controller.js';
import { ConferencesController } from '../calls/conferences.controller.js';
import { PeopleController } from '../people/people.controller.js';
import { FieldVisibilityController } from '../policies/field-visibility.controller.js';
import { PresenceController } from '../presence/presence.controller.js';
import { ImportsController } from '../imports/imports.controller.js';
import { JobsController } from '../jobs/jobs.controller.js';
import { AdministratorLinksController } from '../providers/administrator-links.controller.js';
import { BackChannelLogoutController } from '../providers/back-channel-logout.controller.js';
import { ProviderLinksController } from '../providers/links.controller.js';
import { ProviderSignInController } from '../providers/provider-sign-in.controller.js';
import { ProvidersController } from '../providers/providers.controller.js';
import { AdministratorsController } from '../administrators/administrators.controller.js';
import { LockoutPolicyController } from '../lockout/lockout-policy.controller.js';
import { SignInController } from '../sign-in/sign-in.controller.js';
import { ConcurrentSignInController } from '../sessions/concurrent-sign-in.controller.js';
import { MySessionsController } from '../sessions/my-sessions.controller.js';
import { UserSessionsController } from '../sessions/user-sessions.controller.js';
import { MeController } from '../me/me.controller.js';
import { AuthController } from '../sessions/auth.controller.js';
import { TokenStatusController } from '../sessions/token-status.controller.js';
import { CredentialsController } from '../tokens/credentials.controller.js';
import { OAuthController } from '../tokens/oauth.controller.js';
import { SettingsController } from '../settings/settings.controller.js';
import { SigningKeysController } from '../tokens/signing-keys.controller.js';
import { UserApplicationSettingsController } from '../users/application-settings.controller.js';
import { PersonalRightsController } from '../users/personal-rights.controller.js';
import { UsersController } from '../users/users.controller.js';
import { ZonesController } from '../zones/zones.controller.js';
import { anonymousActor, optionalActor } from './authentication.js';

type Build = (services: Assembly, actor: Actor, request: Request) => unknown;

/** Makes a controller for anybody, of whom those who say who they are must be right. */
function forAnybody(build: Build): Build {
  return async (services, actor: Actor | undefined, request) =>
    build(services, actor ?? (await optionalActor(request)), request);
}

const builders = new Map<unknown, Build>([
  [AccessController, (services, actor) => new AccessController(services.access, actor)],
  [
    AddressBooksController,
    (services, actor) =>
      new AddressBooksController(services.addressBooks, services.addressBookEntries, actor),
  ],
  [ContactGroupsController, (services, actor) => new ContactGroupsController(services.contactGroups, actor)],
  [MyAddressBookController, (services, actor) => new MyAddressBookController(services.ownAddressBook, actor)],
  [
    MyContactGroupsController,
    (services, actor) => new MyContactGroupsController(services.ownAddressBook, actor),
  ],
  [GroupBooksController, (services, actor) => new GroupBooksController(services.groupBooks, actor)],
  [AliasesController, (services, actor) => new AliasesController(services.aliases, actor)],
  [
    AdministratorsController,
    (services, actor) => new AdministratorsController(services.administrators, actor),
  ],
  [LockoutPolicyController, (services, actor) => new LockoutPolicyController(services.lockoutPolicy, actor)],
  [
    ConcurrentSignInController,
    (services, actor) => new ConcurrentSignInController(services.concurrentSignIn, actor),
  ],
  [MySessionsController, (services, actor) => new MySessionsController(services.sessions, actor)],
  [UserSessionsController, (services, actor) => new UserSessionsController(services.sessions, actor)],
  [
    SignInController,
    forAnybody(({ passwordSignIn, methods }, actor) => new SignInController(passwordSignIn, methods, actor)),
  ],
  [
    MeController,
    ({ users, access, ownPassword }, actor) => new MeController(users, access, ownPassword, actor),
  ],
  [
    AuthController,
    forAnybody(({ sessionRefresh, signOut }, actor) => new AuthController(sessionRefresh, signOut, actor)),
  ],
  [AuditController, (services, actor) => new AuditController(services.audit, actor)],
  [CallPickupController, (services, actor) => new CallPickupController(services.callPickup, actor)],
  [CredentialsController, (services, actor) => new CredentialsController(services.credentials, actor)],
  [ExportsController, (services, actor) => new ExportsController(services.exports, actor)],
  [GroupRightsController, (services, actor) => new GroupRightsController(services.groupRights, actor)],
  [GroupsController, (services, actor) => new GroupsController(services.groups, actor)],
  [ImportsController, (services, actor) => new ImportsController(services.imports, actor)],
  [JobsController, (services, actor) => new JobsController(services.jobs, actor)],
  [MembershipsController, (services, actor) => new MembershipsController(services.memberships, actor)],
  [
    OAuthController,
    (services) => new OAuthController(services.accessTokens, services.signingKeys, services.issuer),
  ],
  [
    PasswordPolicyController,
    (services, actor) => new PasswordPolicyController(services.passwordPolicy, actor),
  ],
  [
    DigestPasswordsController,
    (services, actor) => new DigestPasswordsController(services.digestPasswords, actor),
  ],
  [AvatarsController, (services, actor) => new AvatarsController(services.avatars, actor)],
  [MyAvatarController, (services, actor) => new MyAvatarController(services.avatars, actor)],
  [LockoutController, (services, actor) => new LockoutController(services.lockout, actor)],
  [PasswordsController, (services, actor) => new PasswordsController(services.passwords, actor)],
  [
    PersonalRightsController,
    (services, actor) => new PersonalRightsController(services.personalRights, actor),
  ],
  [
    FieldVisibilityController,
    (services, actor) => new FieldVisibilityController(services.fieldVisibility, actor),
  ],
  [CallsController, (services, actor) => new CallsController(services.calls, actor)],
  [ConferencesController, (services, actor) => new ConferencesController(services.conferences, actor)],
  [PeopleController, (services, actor) => new PeopleController(services.people, actor)],
  [PresenceController, (services, actor) => new PresenceController(services.presence, actor)],
  [ResolutionController, (services, actor) => new ResolutionController(services.resolution, actor)],
  [
    AdministratorLinksController,
    (services, actor) => new AdministratorLinksController(services.administratorProviderLinks, actor),
  ],
  [ProviderLinksController, (services, actor) => new ProviderLinksController(services.providerLinks, actor)],
  [
    ProviderSignInController,
    forAnybody(
      ({ providerSignIn, browserCookie }, actor) =>
        new ProviderSignInController(providerSignIn, browserCookie, actor),
    ),
  ],
  [
    BackChannelLogoutController,
    forAnybody(({ backChannelLogout }, actor) => new BackChannelLogoutController(backChannelLogout, actor)),
  ],
  [ProvidersController, (services, actor) => new ProvidersController(services.providers, actor)],
  [SettingsController, (services, actor) => new SettingsController(services.settings, actor)],
  [SigningKeysController, (services, actor) => new SigningKeysController(services.signingKeys, actor)],
  [TokenStatusController, buildTokenStatus],
  [UserApplicationSettingsController, buildApplicationSettings],
  [UsersController, (services, actor) => new UsersController(services.users, actor)],
  [ZonesController, (services, actor) => new ZonesController(services.zones, actor)],
]);

/** Client credentials are no credentials of the API: whoever takes a token back stays anonymous. */
function buildTokenStatus(
  services: Assembly,
  actor: Actor | undefined,
  request: Request,
): TokenStatusController {
  return new TokenStatusController(services.tokenStatus, actor ?? anonymousActor(request));
}

function buildApplicationSettings(services: Assembly, actor: Actor): UserApplicationSettingsController {
  return new UserApplicationSettingsController(services.applicationSettings, actor);
}

/** What tsoa's generated routes ask for a controller. */
export const iocContainer: IocContainerFactory<Request & { user: Actor }> = (request) => ({
  get: ((controller: unknown) => {
    const build = builders.get(controller);
    if (build === undefined) throw new Error(`no builder for the controller ${String(controller)}`);
    return build(request.app.locals['assembly'] as Assembly, request.user, request);
  }) as IocContainer['get'],
});
