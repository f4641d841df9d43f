import { computed } from '@preact/signals';
import { openAlarms, shelvedAlarms } from '../alarms/queue_state';
import { currentSession } from '../session/session';

// The alarms that others ask me to take over.
export const offersToMe = computed(() => {
  const user = currentSession()?.user ?? '';
  return [...openAlarms.value, ...shelvedAlarms.value].filter(
    (alarm) => alarm.offered_to !== '' && alarm.offered_to === user,
  );
});
