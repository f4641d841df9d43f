import { t } from '../i18n/i18n';
import { allowed, allowSound, setVolume, volume } from './player';
import { playAll } from './sounding';

export function SoundPanel() {
  return (
    <div class="sound-panel" title={t('sound.volume_hint')}>
      <label>
        <span>{t('sound.volume')}</span>
        <input
          type="range"
          min="0"
          max="1"
          step="0.05"
          value={volume.value}
          onInput={(event) => setVolume(event.currentTarget.valueAsNumber)}
          aria-label={t('sound.volume')}
          aria-valuetext={volume.value === 0 ? t('sound.off_for_others') : `${Math.round(volume.value * 100)} %`}
          data-testid="sound-volume"
        />
      </label>
      <button
        type="button"
        onClick={async () => {
          await allowSound();
          playAll();
        }}
        data-testid="sound-test"
      >
        {t('sound.test')}
      </button>
      {volume.value === 0 && <span class="sound-low">{t('sound.off_for_others')}</span>}
    </div>
  );
}

export function SoundBanner() {
  if (allowed.value) return null;
  return (
    <div class="banner banner-sound" data-testid="banner-sound">
      <strong>{t('banner.sound')}</strong>
      <button type="button" onClick={() => void allowSound()} data-testid="sound-enable">
        {t('sound.enable')}
      </button>
    </div>
  );
}
