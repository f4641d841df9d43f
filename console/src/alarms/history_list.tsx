import { language, t } from '../i18n/i18n';
import { now } from '../shared/clock';
import { clockTime, parseInstant } from '../shared/time';
import { history } from './chosen';
import { type HistoryLine, historyLines } from './history_lines';

// The newest first: that is what the one who takes over wants to know.
export function HistoryList() {
  const { state, entries, cut } = history.value;
  const lines = historyLines(entries).reverse();
  return (
    <section class="history" aria-labelledby="history-title" data-testid="history">
      <h3 id="history-title">{t('history.title')}</h3>
      {state === 'loading' && <p class="quiet">{t('history.loading')}</p>}
      {state === 'failed' && <p class="quiet">{t('history.failed')}</p>}
      <ol reversed>
        {lines.map((line) => (
          <Line key={line.position} line={line} />
        ))}
      </ol>
      {cut && <p class="quiet">{t('history.cut')}</p>}
    </section>
  );
}

function Line({ line }: { line: HistoryLine }) {
  const at = parseInstant(line.at);
  return (
    <li data-testid="history-line">
      <time dateTime={line.at ?? ''}>
        {at !== null && clockTime(at, now.value, language.value, { seconds: true })}
      </time>
      <span class="history-who">{line.who}</span>
      <span class="history-text">{line.text}</span>
    </li>
  );
}
