import { Component, type ReactNode } from 'react';
import { useWords } from '../i18n/words.ts';
import { keepAll } from '../result/work-store.ts';
import { Button } from '../ui/Button.tsx';
import { Problem } from '../ui/Message.tsx';
import styles from './Workplace.module.css';

interface State {
  error: unknown;
}

/** The last net under the screen: says that the work is safe and offers to draw it again. */
export class Boundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override componentDidCatch(): void {
    void keepAll();
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return <Fallen error={this.state.error} onRetry={() => this.setState({ error: null })} />;
  }
}

function Fallen({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useWords();
  return (
    <main className={styles.fallen}>
      <h1 className="visually-hidden">{t('common.product')}</h1>
      <Problem error={error}>
        <Button look="quiet" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      </Problem>
    </main>
  );
}
