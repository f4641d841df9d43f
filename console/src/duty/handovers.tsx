import type { HandoverView } from '../api/types';
import { language, t } from '../i18n/i18n';
import { now } from '../shared/clock';
import { clockTime, parseInstant } from '../shared/time';

// What those who went left for whoever comes, the newest first.
export function Handovers({ notes }: { notes: readonly HandoverView[] }) {
  return (
    <section class="pane-part handovers" aria-labelledby="handovers-title" data-testid="handovers">
      <h3 id="handovers-title">{t('duty.handovers')}</h3>
      {notes.length === 0 && <p class="quiet">{t('duty.no_handovers')}</p>}
      <ul class="lines">
        {notes.map((note) => {
          const at = parseInstant(note.at);
          return (
            <li key={`${note.user} ${note.at}`}>
              <span class="quiet">
                {at !== null && clockTime(at, now.value, language.value)} {note.user}
              </span>
              <p class="handover">{note.note || t('duty.no_note')}</p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
