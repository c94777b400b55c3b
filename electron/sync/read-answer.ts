import type { z } from 'zod';
import { ErrorBody } from '../../shared/api/routes.ts';
import { CodedError } from '../../shared/errors.ts';

/** Tells central's answer, central's refusal and a stranger's words apart. `body`: the text as it came. */
export function readAnswer<S extends z.ZodType>(status: number, body: unknown, answer: S): z.output<S> {
  const parsed = parseJson(body);
  if (status >= 200 && status < 300) {
    const value = answer.safeParse(parsed);
    if (value.success) return value.data;
    throw new CodedError('central_not_ours', { status });
  }
  const refusal = ErrorBody.safeParse(parsed);
  // No route that a desk asks for is missing at a central: the path in front of it is wrong.
  if (refusal.data?.error.code === 'not_found') throw new CodedError('central_not_ours', { status });
  if (refusal.success) throw new CodedError(refusal.data.error.code, refusal.data.error.params);
  // A gateway in front of central may refuse a large body in its own words; a smaller one is the answer all
  // the same.
  if (status === 413) throw new CodedError('payload_too_large', { status });
  throw new CodedError('central_not_ours', { status });
}

function parseJson(body: unknown): unknown {
  if (typeof body !== 'string') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
