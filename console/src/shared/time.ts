// Times as people in the centre read them: 24-hour clock, Europe/Oslo, whatever the machine is set to.

const kZone = 'Europe/Oslo';

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: kZone,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

interface Wall {
  day: string; // 2026-11-22
  time: string; // 23:59:59
}

function wall(ms: number): Wall {
  const part = Object.fromEntries(parts.formatToParts(ms).map(({ type, value }) => [type, value]));
  return {
    day: `${part.year}-${part.month}-${part.day}`,
    time: `${part.hour}:${part.minute}:${part.second}`,
  };
}

const kHourMs = 3_600_000;

// The offset, where the same wall-clock time comes twice: the hour after summer time ends.
function offsetIfRepeated(ms: number, own: Wall): string {
  const same = (other: number) => {
    const { day, time } = wall(other);
    return day === own.day && time === own.time;
  };
  if (!same(ms - kHourMs) && !same(ms + kHourMs)) return '';
  const hours = Math.round((Date.parse(`${own.day}T${own.time}Z`) - ms) / kHourMs);
  return ` (+0${hours}:00)`;
}

// "23:59", with the date before it when `ms` is not on the day of `nowMs`, and with the offset in
// the hour that comes twice.
export function clockTime(
  ms: number,
  nowMs: number,
  language: string,
  { seconds = false, date = false }: { seconds?: boolean; date?: boolean } = {},
): string {
  const own = wall(ms);
  const time = (seconds ? own.time : own.time.slice(0, 5)) + offsetIfRepeated(ms, own);
  return !date && own.day === wall(nowMs).day ? time : `${shortDate(ms, language)} ${time}`;
}

function shortDate(ms: number, language: string): string {
  return new Intl.DateTimeFormat(language === 'nb' ? 'nb-NO' : 'en-GB', {
    timeZone: kZone,
    day: 'numeric',
    month: 'short',
  }).format(ms);
}

// "0:05", "12:40", "3:07:09"; after a day "2 d 3:07".
export function duration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1_000));
  const seconds = String(total % 60).padStart(2, '0');
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3_600);
  if (hours === 0) return `${minutes}:${seconds}`;
  const paddedMinutes = String(minutes).padStart(2, '0');
  if (hours < 24) return `${hours}:${paddedMinutes}:${seconds}`;
  return `${Math.floor(hours / 24)} d ${hours % 24}:${paddedMinutes}`;
}

export function parseInstant(instant: string | undefined): number | null {
  const ms = instant ? Date.parse(instant) : NaN;
  return Number.isNaN(ms) ? null : ms;
}
