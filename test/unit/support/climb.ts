/**
 * How far a card has climbed the measure ladder, as a story tells it: the holder refused and was notified.
 */
export const NOTIFIED = `
  03-02 09:31 RN_REFUSE
  03-02 09:40 delivered`;
export const PROPOSED = `${NOTIFIED}
  03-05 10:00 propose`;
export const APPROVED = `${PROPOSED}
  03-05 11:00 approve`;
export const BARRED = `${APPROVED}
  03-05 11:30 applied`;
export const RESTORED = `${BARRED}
  03-06 10:00 verified
  03-06 11:00 lifted`;
