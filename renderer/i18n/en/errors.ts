import type { Shape } from '../shape.ts';
import type { errors as zh } from '../zh-CN/errors.ts';

export const errors = {
  invalid_input: {
    what: 'Something was not filled in right; nothing was saved.',
    advice: 'Check the marked places.',
  },
  not_found: {
    what: 'This case is no longer on this desk.',
    advice: 'It was probably reassigned. Results that you logged are still uploaded.',
  },
  forbidden: { what: 'Your account may not do this.', advice: 'Ask your team lead if you need it.' },
  payload_too_large: {
    what: 'The text is too long; nothing was saved.',
    advice: 'Shorten it and save again.',
  },
  rate_limited: {
    what: 'Too many requests or wrong passwords; the server asks you to wait.',
    advice: 'Try again in a while. Everything typed is still here.',
  },
  unknown_disposition: {
    what: 'This disposition is not in the current list.',
    advice: 'Choose another one.',
  },
  disposition_not_allowed: {
    what: 'This disposition is not meant for this kind of case.',
    advice: 'Choose another one.',
  },
  missing_callback_time: { what: 'No time has been agreed yet.', advice: 'Press S to choose one.' },
  missing_note: { what: 'This disposition needs a note.', advice: 'Press N to write it.' },
  missing_reason: { what: 'This disposition needs a reason.', advice: 'Fill in the reason.' },
  missing_evidence: {
    what: 'This disposition needs the documents that came in.',
    advice: 'Tick what was received.',
  },
  superseded: {
    what: 'Somebody else changed the case first; yours did not apply.',
    advice: 'Look at how it stands now and do it again if needed.',
  },
  assignee_unavailable: {
    what: 'This person is not an active member of the team; the case stays where it was.',
    advice: 'Choose somebody else.',
  },
  illegal_transition: {
    what: 'The case’s progress does not allow this.',
    advice: 'Look at its latest progress.',
  },
  not_in_review: {
    what: 'The case no longer waits for this decision.',
    advice: 'Somebody may have decided before; see the history.',
  },
  waiting_time: {
    what: 'The waiting time ends {{until}}; nothing can be proposed before.',
    advice: 'Propose the measure then.',
  },
  own_proposal: {
    what: 'Nobody may approve their own proposal.',
    advice: 'Another team lead has to decide.',
  },
  too_many_decisions: {
    what: 'You have decided this about the case too often.',
    advice: 'Another person has to.',
  },
  own_call: {
    what: 'Nobody may confirm their own call.',
    advice: 'Another team lead has to.',
  },
  outcomes_restarted: {
    what: 'The server was restored; its feed has to be read anew.',
    advice: 'Tell an administrator.',
  },
  case_closed: { what: 'The case is already closed.', advice: 'Nothing is left to do.' },
  wrong_credentials: {
    what: 'Account or password is wrong.',
    advice: 'Type them again. Data on this computer is untouched.',
  },
  account_locked: {
    what: 'Too many wrong passwords; the account is locked for a while.',
    advice: 'Try again in 15 minutes or ask an administrator.',
  },
  account_disabled: {
    what: 'This account is disabled.',
    advice: 'Ask an administrator. Unsent results stay on this computer.',
  },
  session_expired: {
    what: 'The session has expired; all results are saved on this computer.',
    advice: 'Sign in again and unsent results are uploaded.',
  },
  password_changed: {
    what: 'Your password was changed; all results are saved on this computer.',
    advice: 'Type the new password here and unsent results are uploaded.',
  },
  not_signed_in: { what: 'Nobody is signed in.', advice: 'Sign in first.' },
  recovery_refused: {
    what: 'The restored server does not know this desk well enough to take its work without a password.',
    advice: 'Sign in again and the work is uploaded.',
  },
  recovery_over: {
    what: 'The days in which work comes back without a password are over.',
    advice: 'Sign in again and the work is uploaded.',
  },
  offline_unlock_unavailable: {
    what: 'The server cannot be reached, and this account has never signed in here.',
    advice: 'The first sign-in needs the network. Check it, or the server address.',
  },
  wrong_password_offline: {
    what: 'Offline, and the password does not match the one kept here.',
    advice: 'Use the password of your last sign-in here. A new one works after one sign-in online.',
  },
  central_unreachable: {
    what: 'The server cannot be reached; everything on this computer is safe.',
    advice: 'Check the network. It is tried again by itself.',
  },
  central_not_ours: {
    what: 'Something answers at this address, but not a Callback Desk server.',
    advice: 'A network log-in page may be in between, or the address is wrong.',
  },
  central_failed: {
    what: 'The server failed; results are saved on this computer.',
    advice: 'It is tried again by itself. If it goes on, tell an administrator.',
  },
  central_busy: {
    what: 'The server has too much to do at the moment; results are saved on this computer.',
    advice: 'It is tried again by itself.',
  },
  central_address_invalid: {
    what: 'The server address is not complete.',
    advice: 'Type the whole address, like https://central.example.com',
  },
  central_certificate: {
    what: 'The certificate of the server is not trusted here; nothing was sent.',
    advice:
      'It may have expired, be for another address, or be issued by a CA that this computer does not know. Tell an administrator.',
  },
  central_insecure: {
    what: 'An http:// address is not protected; nothing is sent there.',
    advice: 'Use the https:// address. What is on this computer can still be read and exported.',
  },
  client_forked: {
    what: 'The data file of this desk was copied; it now has an identity of its own.',
    advice: 'Nothing to do; unsent results are uploaded again.',
  },
  sequence_gap: {
    what: 'The server missed some results; all are kept here.',
    advice: 'They are sent again by themselves.',
  },
  cache_differs: {
    what: 'Some cases on this computer differ from the server; results are kept.',
    advice: 'They are being fetched again. If this stays, export a diagnosis for support.',
  },
  update_required: {
    what: 'This version is too old to receive new cases.',
    advice: 'Update the program. Results are still uploaded.',
  },
  case_unreadable: {
    what: 'This version cannot read this case.',
    advice: 'Update the program; the case is shown by itself then.',
  },
  already_running: { what: 'This desk is already open in another window.', advice: 'Switch to that window.' },
  unsent_left: {
    what: 'Some work is only on this computer; nothing was cleared.',
    advice: 'Upload it, or export it as a sealed file.',
  },
  sender_refused: {
    what: 'The request came from a wrong place and was refused.',
    advice: 'Open the program again.',
  },
  disk_full: {
    what: 'The disk is full; this was not saved.',
    advice: 'Your text is still in the form. Make room and save again.',
  },
  store_corrupt: {
    what: 'The data file of this desk is damaged; nothing was written.',
    advice: 'Tell an administrator and delete nothing: unsent results can be recovered.',
  },
  store_newer: {
    what: 'The data here comes from a newer version and was left as it is.',
    advice: 'Open it with the newer version. Nothing was deleted.',
  },
  store_busy: {
    what: 'The data here is busy; this was not saved.',
    advice: 'Try again. Everything typed is still here.',
  },
  queue_failed: {
    what: 'The list could not be read; everything saved is still there.',
    advice: 'It is read again. If this stays, export a diagnosis for support.',
  },
  store_failed: {
    what: 'Saving on this computer failed.',
    advice: 'Your text is still in the form. Try again.',
  },
  dial_unavailable: {
    what: 'The system has no program that dials.',
    advice: 'Call from your phone and press “Start timer”.',
  },
  internal: {
    what: 'Something unexpected happened; what was saved is safe.',
    advice: 'Try again. If it goes on, tell an administrator the code.',
  },
} satisfies Shape<typeof zh>;
