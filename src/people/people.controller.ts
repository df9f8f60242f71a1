import { Controller, Get, OperationId, Path, Query, Route, Security, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import type { MediaAnswer } from '../core/media-answer.js';
import type { PeopleAudience, Person, PersonList } from './people.schema.js';
import type { PeopleService } from './people.service.js';

@Route('v1/people')
@Tags('People')
export class PeopleController extends Controller {
  constructor(
    private readonly people: PeopleService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * The people of this server in the order of their display names, as an audience sees them. Who is deactivated is not
   * among them.
   * @summary List and search people
   * @param audience For whom they are shown. A backend says on whose behalf it asks, and shows the answer to nobody else.
   * @param q Part of the login or display name, or of the first or last name or email where the audience may see it; fewer than three characters match the beginning (rule 2.6).
   * @param limit How many items a page has at most.
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 500
   * @param cursor `nextCursor` of the page before.
   * @param total Whether to count all that match.
   */
  @Get()
  @OperationId('listPeople')
  @Security('oauth2', ['people:read'])
  async listPeople(
    @Query() audience: PeopleAudience,
    @Query() q?: string,
    @Query() limit?: number,
    @Query() cursor?: string,
    @Query() total?: boolean,
  ): Promise<PersonList> {
    return this.people.list(this.actor, { audience, q, limit, cursor, total });
  }

  /**
   * One person as an audience sees them. Nobody sees who is deactivated.
   * @summary Read a person
   * @param callId A call ID of this server, a login, or a UUID.
   * @param audience For whom the person is shown. A backend says on whose behalf it asks, and shows the answer to nobody else.
   */
  @Get('{callId}')
  @OperationId('getPerson')
  @Security('oauth2', ['people:read'])
  async getPerson(@Path() callId: string, @Query() audience: PeopleAudience): Promise<Person> {
    return this.people.get(this.actor, callId, audience);
  }
  /**
   * The picture of a person, where the audience may see it; one that it may not see is as if it were not there.
   * @summary Read a person's avatar
   * @param callId A call ID of this server, a login, or a UUID.
   * @param audience For whom the picture is shown. A backend says on whose behalf it asks, and shows the answer to nobody else.
   */
  @Get('{callId}/avatar')
  @OperationId('getPersonAvatar')
  @Security('oauth2', ['people:read'])
  async getPersonAvatar(@Path() callId: string, @Query() audience: PeopleAudience): Promise<MediaAnswer> {
    return this.people.picture(this.actor, callId, audience);
  }
}
