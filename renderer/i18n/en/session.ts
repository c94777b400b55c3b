import type { Shape } from '../shape.ts';
import type { session as zh } from '../zh-CN/session.ts';

export const session = {
  title: 'Sign in',
  server: 'Server address',
  serverHint: 'For example https://central.example.com',
  account: 'Account',
  password: 'Password',
  showPassword: 'Show or hide the password',
  submit: 'Sign in',
  submitting: 'Signing in…',
  desks: 'Desks on this computer',
  unsent_one: '{{count}} unsent',
  unsent_other: '{{count}} unsent',
  offlineHint:
    'No network is needed: an account that has signed in here before works on with its password, and results are uploaded once the network is back.',
  firstHint: 'The first sign-in on this computer needs the server.',
} satisfies Shape<typeof zh>;
