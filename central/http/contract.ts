import { ErrorBody } from '../../shared/api/routes.ts';

/** The answers that every route may give beside its own. */
export function errorAnswers() {
  return { '4xx': ErrorBody, '5xx': ErrorBody } as const;
}
