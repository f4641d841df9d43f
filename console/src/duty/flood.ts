import type { AlarmView, IncidentView } from '../api/types';
import { parseInstant } from '../shared/time';

const kWindowMs = 600_000; // docs/reference/limits.md, "Incidents and floods".

// How many of the alarms on this page were raised in the municipality within ten minutes, those folded
// into incidents too. At least so many: those resolved since are no longer here.
export function raisedLately(
  municipality: string,
  alarms: readonly AlarmView[],
  incidents: readonly IncidentView[],
  nowMs: number,
): number {
  const lately = (instant: string | undefined) => nowMs - (parseInstant(instant) ?? -Infinity) < kWindowMs;
  const rows = alarms.filter((alarm) => alarm.municipality === municipality && lately(alarm.raised_at)).length;
  return incidents
    .filter((incident) => incident.municipality === municipality && lately(incident.opened_at))
    .reduce((sum, incident) => sum + Number(incident.alarms), rows);
}
