import { Checkbox } from '@mantine/core';
import { useWords } from '../i18n/words.ts';
import styles from './EvidenceField.module.css';

/** What a re-verification usually asks for, when the case does not say. */
const USUAL: readonly string[] = ['id_front', 'id_back', 'holding_photo', 'id_check'];

interface Props {
  /** Codes of what the case says is missing. */
  missing: readonly string[];
  value: readonly string[];
  onChange(codes: string[]): void;
}

/** Which documents the holder has handed in. */
export function EvidenceField({ missing, value, onChange }: Props) {
  const { t, term } = useWords();
  const codes = missing.length > 0 ? missing : USUAL;
  return (
    <Checkbox.Group size="xs" label={t('result.evidence')} value={[...value]} onChange={onChange}>
      <div className={styles.documents}>
        {codes.map((code) => (
          <Checkbox key={code} size="xs" value={code} label={term('missing', code)} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
