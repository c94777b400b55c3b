import type { CaseView } from '../../shared/ipc/view.ts';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { Reveal } from './Reveal.tsx';

/** Groups a full number for reading aloud: 138 1234 5678. */
function spoken(phone: string): string {
  return phone.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3');
}

/** The masked number. */
export function NumberReveal({ caseId, contact }: { caseId: string; contact: CaseView['case']['contact'] }) {
  const { t } = useWords();
  return (
    <Reveal
      action="reveal"
      label={t('case.reveal')}
      title={t('case.revealTitle')}
      hint={t('case.revealHint')}
      masked={contact.phone}
      read={async () => spoken((await call('case.reveal', { caseId })).phone)}
    />
  );
}

/** The masked last four of the document number. */
export function DocumentReveal({ caseId, masked }: { caseId: string; masked: string }) {
  const { t } = useWords();
  return (
    <Reveal
      action="revealId"
      label={t('case.revealId')}
      title={t('case.revealIdTitle')}
      hint={t('case.revealIdHint')}
      masked={masked}
      read={async () => (await call('case.revealId', { caseId })).idTail ?? ''}
    />
  );
}
