import type { Shape } from '../shape.ts';
import type { session as zh } from '../zh-CN/session.ts';

export const session = {
  title: 'Sign in',
  server: 'Server address',
  serverHint: 'For example https://central.example.com',
  account: 'Account',
  password: 'Password',
  passwordOf: 'Password of {{account}}',
  showPassword: 'Show or hide the password',
  submit: 'Sign in',
  submitting: 'Signing in…',
  desks: 'Desks on this computer',
  unsent_one: '{{count}} unsent',
  unsent_other: '{{count}} unsent',
  clear: 'Clear this computer…',
  clearHint:
    'Before the computer goes to somebody else: signs you out and deletes the cases, drafts and accounts of everybody who worked here. Display settings stay.',
  clearNow: 'Sign out and clear',
  held: 'Only on this computer',
  heldHint:
    'This has not been uploaded. Go online to upload it, or export a sealed file for an administrator to import; then the computer can be cleared.',
  handedOver: 'exported as a sealed file',
  exportSealed: 'Export sealed file',
  others: 'Unsent work of others on this computer',
  offlineHint:
    'No network is needed: an account that has signed in here before works on with its password, and results are uploaded once the network is back.',
  firstHint: 'The first sign-in on this computer needs the server.',
} satisfies Shape<typeof zh>;
