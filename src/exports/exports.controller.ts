import { Controller, Get, OperationId, Path, Query, Route, Security, Tags } from '@tsoa/runtime';
import type { Actor } from '../core/actor.js';
import { attachment, streamAnswer, type MediaAnswer } from '../core/media-answer.js';
import type { Export, ExportsService } from './exports.service.js';

const csv = 'text/csv; charset=utf-8';

@Route('v1/exports')
@Tags('Users')
export class ExportsController extends Controller {
  constructor(
    private readonly exports: ExportsService,
    private readonly actor: Actor,
  ) {
    super();
  }

  /**
   * A CSV file of everybody, for the address book of a terminal (rule 2.7): UTF-8, `;` between the cells, CRLF at the end
   * of lines, a header with the names of the columns. Cells that a spreadsheet would run begin with an apostrophe. The
   * rows come in no particular order, while they are read; a connection that is cut before its end has not sent all.
   * @summary Export all users
   * @param bom Begin the file with a byte order mark, by which Excel knows UTF-8 when it opens the file itself.
   */
  @Get('users')
  @OperationId('exportUsers')
  @Security('oauth2', ['users:read'])
  async exportUsers(@Query() bom?: boolean): Promise<MediaAnswer> {
    return send(await this.exports.users(this.actor, { bom }));
  }

  /**
   * The same of the members of one group; `ungrouped` are those in no group.
   * @summary Export the users of a group
   * @param group A UUID, or `ungrouped`.
   * @param bom Begin the file with a byte order mark, by which Excel knows UTF-8 when it opens the file itself.
   */
  @Get('groups/{group}')
  @OperationId('exportGroup')
  @Security('oauth2', ['users:read', 'groups:read'])
  async exportGroup(@Path() group: string, @Query() bom?: boolean): Promise<MediaAnswer> {
    return send(await this.exports.group(this.actor, group, { bom }));
  }
}

function send({ fileName, content }: Export): MediaAnswer {
  return streamAnswer(csv, content, attachment(fileName));
}
