import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/words.ts';
import styles from './Dialog.module.css';

interface Props {
  opened: boolean;
  title: string;
  width: number;
  onClose(): void;
  children: ReactNode;
}

/** A question or overview above the page. Never used to tell something during a call. */
export function Dialog({ opened, title, width, onClose, children }: Props) {
  const { t } = useWords();
  return (
    <Modal.Root opened={opened} onClose={onClose} size={width} centered lockScroll={false}>
      <Modal.Overlay backgroundOpacity={0.3} />
      <Modal.Content>
        <div className={styles.top}>
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t('common.close')} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
