import type { Event } from '../api/types';
import { t, tValue } from '../i18n/i18n';

// What Varde sent because of the alarm, and how that went; null: not about that.
export function effectText(event: Event): string | null {
  if (event.effect_concluded) {
    const { outcome, detail } = event.effect_concluded;
    const text = tValue('effect_outcome', outcome);
    return detail === '' ? text : `${text}: ${detail}`;
  }
  const { send_command, notify, tell_device } = event.effect_requested ?? {};
  if (send_command) {
    const command = tValue('device_command', send_command.command);
    return t('history.command_sent', { command, device: send_command.device });
  }
  if (notify) return t('history.notified', { who: notify.person || notify.receiver, by: tValue('channel', notify.channel) });
  if (tell_device) return t('history.device_told', { device: tell_device.device });
  return null;
}
