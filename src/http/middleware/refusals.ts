/** Somebody known who tries what they may not leaves a trace in the audit log. */
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { DomainError } from '../../core/errors.js';
import { frameServicesOf } from '../context.js';

export function refusals(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, _response, next) => {
    const { actor, operation } = request.context;
    if (error instanceof DomainError && error.status === 403 && actor !== null && operation !== null) {
      frameServicesOf(request)
        .audit.recordRefusal(actor, operation.id, error.code)
        .catch((cause: unknown) => log.error({ err: cause }, 'a refusal could not be recorded'))
        .finally(() => next(error));
      return;
    }
    next(error);
  };
}
