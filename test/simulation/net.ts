import type { z } from 'zod';
import type { Net, PulledPage } from '../../electron/sync/net.ts';
import { readAnswer } from '../../electron/sync/read-answer.ts';
import { readPage } from '../../electron/sync/read-page.ts';
import { ROUTES } from '../../shared/api/routes.ts';
import type { PullRequest } from '../../shared/api/sync.ts';
import { CodedError } from '../../shared/errors.ts';
import { weighted } from './chance.ts';
import type { SimDesk } from './desk.ts';
import { checkCursor } from './invariants/cursor.ts';
import { currentLane } from './lane.ts';
import { asReceived, asSent } from './programs.ts';
import type { World } from './world.ts';

type Fault =
  | 'none'
  | 'lose_request'
  | 'lose_answer'
  | 'twice'
  | 'portal'
  | 'half'
  | 'error'
  | 'expire'
  | 'delay';

const FAULTS: readonly (readonly [Fault, number])[] = [
  ['none', 60],
  ['lose_request', 5],
  ['lose_answer', 8],
  ['twice', 5],
  ['portal', 3],
  ['half', 3],
  ['error', 3],
  ['expire', 4],
  ['delay', 8],
];

type Called = 'refresh' | 'challenge' | 'recover' | 'pull' | 'push' | 'wait';

/**
 * The network between one desk and central: the real answer reader behind a line that fails in every way it
 * can.
 */
export function netOf(world: World, desk: SimDesk): Net {
  const { traps } = world;
  const exchange = async (
    name: Called,
    body: unknown,
    token?: string,
  ): Promise<{ status: number; text: string; at: number }> => {
    const { rng } = world;
    const fault = world.faults ? weighted(rng, FAULTS) : 'none';
    world.note(`${desk.name} ${name} ${fault}`);
    if (fault === 'lose_request') {
      traps.fire('request lost');
      throw new CodedError('central_unreachable');
    }
    if (fault === 'error') {
      traps.fire('server error');
      return { status: 502, text: '<h1>Bad Gateway</h1>', at: world.now };
    }
    const { path, method } = ROUTES[name];
    const expired = fault === 'expire' && token !== undefined;
    if (expired) traps.fire('token refused in the middle');
    const call = { method, path, body, ...(token !== undefined && { token: expired ? 'expired' : token }) };
    const ask = () => world.central.request(world.between(0, 1), call);
    // A slow line: the desk asks again while central is still at work on the first request.
    const beside = fault === 'twice' && currentLane() ? ask() : null;
    let answer = await ask();
    await beside;
    if (name === 'push' && answer.status === 200) world.arrived(body);
    if (name === 'pull' && answer.status === 200)
      await checkCursor(world, desk, body as PullRequest, answer.text);
    if (fault === 'twice') {
      answer = await ask();
      if (name === 'push') traps.fire('push sent twice');
    }
    if (fault === 'lose_answer') {
      if (name === 'push' && answer.status === 200) traps.fire('answer lost after the commit');
      throw new CodedError('central_unreachable');
    }
    const at = world.now;
    if (fault === 'delay' && name !== 'wait') await desk.held();
    if (fault === 'portal') {
      traps.fire('captive portal');
      return { status: 200, text: '<!doctype html><title>Welcome</title>', at };
    }
    if (fault === 'half') {
      traps.fire('half a body');
      return { status: answer.status, text: answer.text.slice(0, answer.text.length / 2), at };
    }
    return { ...answer, at };
  };
  const read = async <S extends z.ZodType>(name: Called, answer: S, body: unknown, token?: string) => {
    const { status, text } = await exchange(name, body, token);
    return readAnswer(status, text, answer);
  };
  return {
    signIn: () => Promise.reject(new CodedError('central_unreachable')),
    signOut: async () => undefined,
    desks: () => Promise.reject(new CodedError('central_unreachable')),
    kept: () => Promise.reject(new CodedError('central_unreachable')),
    lookup: () => Promise.reject(new CodedError('central_unreachable')),
    refresh: (refreshToken) => read('refresh', ROUTES.refresh.response, { refreshToken }),
    challenge: (body) => read('challenge', ROUTES.challenge.response, body),
    recover: (body) => read('recover', ROUTES.recover.response, body),
    wait: (version, token) => read('wait', ROUTES.wait.response, { version }, token),
    push: async (body, token) => {
      if (desk.pushRefused) throw new CodedError('rate_limited');
      if (body.mutations.some(({ mutation }) => mutation.id === desk.poison)) {
        world.note(`${desk.name} push refused for good`);
        if (body.mutations.length === 1) traps.fire('mutation set aside');
        throw new CodedError('invalid_input');
      }
      watchPush(world, body.mutations);
      try {
        const answer = await read('push', ROUTES.push.response, asSent(world, desk, body), token);
        if (answer.results.some(({ code }) => code === 'superseded')) traps.fire('move superseded');
        for (const { id, status, flags } of answer.results)
          if (status === 'rejected') world.refusedIn.set(id, world.history);
          else if (!flags.includes('not_understood')) world.done.add(id);
        return answer;
      } catch (error) {
        const code = error instanceof CodedError ? error.code : null;
        if (code === 'client_forked' || code === 'sequence_gap') traps.fire('push refused as forked');
        throw error;
      }
    },
    pull: async (body, token) => {
      // Small pages, so that few rows make many of them.
      const { status, text, at } = await exchange('pull', { ...body, limit: world.pageRows }, token);
      const page = asReceived(world, desk, readPage(status, Buffer.from(text)));
      desk.readAt = at;
      watchPull(world, desk, page);
      return desk.lie ? desk.lie(page) : page;
    },
  };
}

function watchPush(world: World, mutations: readonly { mutation: { id: string } }[]): void {
  for (const { mutation } of mutations) {
    const when = world.arrivedIn.get(mutation.id);
    if (when === world.history) world.traps.fire('mutation known already');
    if (when !== undefined && when < world.history) world.traps.fire('journal sent again');
  }
}

function watchPull(world: World, desk: SimDesk, page: PulledPage): void {
  const { traps } = world;
  if (page.kind === 'reset') return;
  if (page.kind === 'snapshot') {
    if (page.next !== null) traps.fire('snapshot in several pages');
    return;
  }
  if (page.more) traps.fire('pull of several pages');
  if (page.cursor.place !== undefined) traps.fire('version cut between pages');
  if (desk.store.compareClient(page.lastSeq, page.lastId) === 'copy') traps.fire('copy told by a pull');
  const pending = new Set(desk.store.pending(100, 1_000_000).map(({ mutation }) => mutation.args.caseId));
  let gone = 0;
  for (const change of page.changes as { entity: string; id: string }[]) {
    if (change.entity === 'revoke') gone += 1;
    if (!pending.has(change.id)) continue;
    if (change.entity === 'revoke') {
      desk.takenAway.add(change.id);
      traps.fire('case taken away with work pending');
    } else if (desk.takenAway.has(change.id)) traps.fire('case given back with work pending');
  }
  if (gone > 0 && page.digests !== null && desk.store.meta.get('proof') === 'purge')
    traps.fire('mass purge proven');
}
