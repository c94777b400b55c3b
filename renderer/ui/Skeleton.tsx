import styles from './Skeleton.module.css';

/** A place that will hold text, shown only when the answer takes long enough to be noticed. */
export function Skeleton({ width, height = 12 }: { width: string; height?: number }) {
  return <span className={styles.bone} style={{ width, height }} aria-hidden="true" />;
}
