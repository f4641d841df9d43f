import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { postCommand } from '../api/commands';
import { type AlarmView, type DeviceCommand, deviceCommands, type DoneAnswer, type Session } from '../api/types';
import { t } from '../i18n/i18n';
import { run } from '../shared/running';
import { whyNot } from './allowed_actions';
import { refetchChosen } from './chosen';

const kCommands = Object.values(deviceCommands).filter((command) => command !== 'unspecified');

interface DeviceCommandsProps {
  alarm: AlarmView;
  session: Session;
  onClose: () => void;
}

// What the alarm's device can be told to do. A door is asked for twice.
export function DeviceCommands({ alarm, session, onClose }: DeviceCommandsProps) {
  const asking = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.querySelector<HTMLElement>('[data-first]')?.focus(), [asking.value]);

  const send = async (command: DeviceCommand) => {
    const device = `${encodeURIComponent(alarm.municipality)}/${encodeURIComponent(alarm.device)}`;
    const answer = await run<DoneAnswer>({
      subject: alarm.id,
      verb: command,
      send: () => postCommand(`/devices/${device}/command`, { command, alarm: alarm.id }),
      done: () => t(`done.${command as 'reset'}`, { device: alarm.device }),
    });
    if (answer?.kind !== 'ok') return;
    refetchChosen(alarm.id);
    onClose();
  };
  const whyNotSend = (command: DeviceCommand) => {
    const reason = command === 'open_door' ? whyNot('open_door', alarm, session) : null;
    return reason === null ? null : t(reason, { owner: alarm.owner });
  };
  const press = (command: DeviceCommand) => {
    if (whyNotSend(command) !== null) return;
    if (command === 'open_door') asking.value = true;
    else void send(command);
  };

  return (
    <div
      ref={box}
      class="action-form"
      role="group"
      aria-label={t('action.device')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
      data-testid="device-form"
    >
      {asking.value ? (
        <>
          <p id="open-door-question">
            {t('device.ask_open_door', { name: alarm.name, site: alarm.site || alarm.municipality_name })}
          </p>
          <div class="form-buttons">
            <button type="button" data-first onClick={() => (asking.value = false)} data-testid="open-door-no">
              {t('device.no')}
            </button>
            <button
              type="button"
              class="primary"
              aria-describedby="open-door-question"
              onClick={() => void send('open_door')}
              data-testid="open-door-yes"
            >
              {t('device.yes_open_door')}
            </button>
          </div>
        </>
      ) : (
        <>
          <p>{t('device.which', { device: [alarm.device_type, alarm.device].filter(Boolean).join(' · ') })}</p>
          <div class="form-buttons">
            {kCommands.map((command, index) => (
              <button
                key={command}
                type="button"
                data-first={index === 0 ? true : undefined}
                aria-disabled={whyNotSend(command) !== null}
                title={whyNotSend(command) ?? undefined}
                onClick={() => press(command)}
                data-testid={`device-${command}`}
              >
                {t(`device_command.${command as 'reset'}`)}
              </button>
            ))}
            <button type="button" onClick={onClose} data-testid="device-cancel">
              {t('action.cancel')}
            </button>
          </div>
          {whyNotSend('open_door') && (
            <p class="quiet">{t('device.door_why', { why: whyNotSend('open_door') ?? '' })}</p>
          )}
          <p class="quiet">{t('device.hint')}</p>
        </>
      )}
    </div>
  );
}
