import { z } from 'zod';
import { Member, Permission, Role, SignedInUser } from '../../shared/api/account.ts';
import { Desk } from '../../shared/api/desks.ts';
import { KeptResult } from '../../shared/api/kept.ts';
import { OUTCOME_BODIES } from '../../shared/api/outcome-bodies.ts';
import {
  Confirmation,
  Outcome,
  OutcomesResponse,
  Receipt,
  RefusedItem,
  TakenItem,
  TakenResponse,
  Verification,
} from '../../shared/api/outcomes.ts';
import { ErrorBody, ROUTES, type RouteName } from '../../shared/api/routes.ts';
import { Change, Cursor, Digest, PushResult } from '../../shared/api/sync.ts';
import { Contact, RealNameCase, SpamReportCase } from '../../shared/case/case.ts';
import { HistoryEntry } from '../../shared/case/history.ts';
import { Plan } from '../../shared/case/plan.ts';
import { Sla } from '../../shared/case/sla.ts';
import { ErrorCode } from '../../shared/errors.ts';
import { Mutation } from '../../shared/mutation/mutation.ts';
import { LibraryDocument } from '../../shared/policy/library.ts';
import { Instant } from '../../shared/time.ts';

export type Json = Readonly<Record<string, unknown>>;
type Named = Readonly<Record<string, z.ZodType>>;

/** `result.logged` as the name of a type: `ResultLogged`. */
const capital = (text: string) =>
  text.replace(/(?:^|[._])([a-z])/g, (_, first: string) => first.toUpperCase());

/** Outcomes by their type: more than a reader of the feed must check, and all that it may rely on. */
const OUTCOMES: Named = Object.fromEntries(
  Object.entries(OUTCOME_BODIES).map(([type, body]) => [
    capital(type),
    z.object({ ...Outcome.shape, type: z.literal(type), body }),
  ]),
);
const described = z.union([...Object.values(OUTCOMES), Outcome]);

const answered: Named = {
  OutcomesResponse: OutcomesResponse.extend({ outcomes: z.array(described) }),
  TakenResponse,
};

const BOTH: Named = { Instant, ErrorCode, Role, Permission, Cursor };
const IN: Named = { ...BOTH, Receipt, Confirmation, Verification, Mutation };
const OUT: Named = {
  ...BOTH,
  ...OUTCOMES,
  ErrorBody,
  ...{ Outcome: described, UnknownOutcome: Outcome, TakenItem, RefusedItem },
  ...{ SpamReportCase, RealNameCase, HistoryEntry, Contact, Plan, Sla },
  ...{ Member, SignedInUser, Desk, KeptResult, LibraryDocument, Change, Digest, PushResult },
};

type Told = { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema };

/** A moment does not fit into 32 bits; what a newer central says beside must stop no reader. */
function refine({ jsonSchema }: Told): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if (jsonSchema.type === 'integer')
    jsonSchema.format = Number(jsonSchema.maximum ?? Infinity) > 2 ** 31 ? 'int64' : 'int32';
}

/** What a reader takes for granted need not be sent, and what it does with words of the future is its own. */
function refineAnswer(told: Told): void {
  refine(told);
  const { zodSchema, jsonSchema } = told;
  if (zodSchema._zod.def.type === 'catch') delete jsonSchema.default;
  if (zodSchema._zod.def.type !== 'object') return;
  const { shape } = zodSchema._zod.def;
  jsonSchema.required = jsonSchema.required?.filter((name) => shape[name]?._zod.def.type !== 'default');
}

const at = (id: string) => `#/components/schemas/${id}`;

/** Schemas by name, each under its first name; `ref` points at one. */
class Schemas {
  readonly json: Record<string, Json>;
  readonly #names = new Map<z.ZodType, string>();

  constructor(named: Named, io: 'input' | 'output') {
    const registry = z.registry<{ id: string }>();
    for (const [id, schema] of Object.entries(named)) {
      if (this.#names.has(schema)) continue;
      this.#names.set(schema, id);
      registry.add(schema, { id });
    }
    const { schemas } = z.toJSONSchema(registry, {
      io,
      target: 'draft-2020-12',
      unrepresentable: 'any',
      uri: at,
      override: io === 'input' ? refine : refineAnswer,
    });
    this.json = Object.fromEntries(
      Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema as Json]),
    );
  }

  ref(schema: z.ZodType): Json {
    return { $ref: at(this.#names.get(schema) ?? '') };
  }
}

const each = (side: 'request' | 'response'): Named =>
  Object.fromEntries(
    Object.entries(ROUTES).map(([name, route]) => [`${capital(name)}${capital(side)}`, route[side]]),
  );

export interface Contract {
  components: Record<string, Json>;
  requestOf(name: RouteName): Json;
  responseOf(name: RouteName): Json;
  error: Json;
}

/** The schemas of the contract: requests as they may come, answers as they are sent. */
export function contract(): Contract {
  const requests = new Schemas({ ...IN, ...each('request') }, 'input');
  const answers = new Schemas({ ...OUT, ...answered, ...each('response'), ...answered }, 'output');
  return {
    components: { ...requests.json, ...answers.json },
    requestOf: (name) => requests.ref(ROUTES[name].request),
    responseOf: (name) =>
      answers.ref(name === 'outcomes' ? (answered.OutcomesResponse ?? Outcome) : ROUTES[name].response),
    error: answers.ref(ErrorBody),
  };
}
