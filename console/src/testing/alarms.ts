import type { AlarmView, IncidentView } from '../api/types';

// An alarm for tests: a help call nobody has taken, with what matters to the test put in.
export function alarm(id: number | string, parts: Partial<AlarmView> = {}): AlarmView {
  return {
    id: String(id),
    municipality: 'fjell',
    municipality_name: 'Fjell',
    position: 'home-12',
    name: 'Astrid Lien',
    site: 'Granlia 12',
    phone: '+47 00 00 00 00',
    access: '',
    instructions: '',
    device: 'sa-12',
    device_type: 'safety alarm',
    type: 'help_call',
    priority: 'high',
    condition: 'active',
    response: 'queued',
    acknowledged: false,
    acknowledged_by: '',
    owner: '',
    owner_session: '',
    responder: '',
    raised_at: '2026-11-22T12:00:00Z',
    respond_by: '2026-11-22T12:03:00Z',
    last_signal_at: '2026-11-22T12:00:00Z',
    occurrences: 1,
    notes: 0,
    outcome: 'unspecified',
    registered: true,
    rule: 'help_call',
    test: false,
    incident: '0',
    queued: parts.queued ?? (!parts.test && !parts.shelf && (parts.incident ?? '0') === '0'),
    stale: false,
    chattering: false,
    also: [],
    offered_to: '',
    rule_text: '',
    ...parts,
  };
}

// An incident for tests: a gateway that took three devices with it.
export function incident(id: number | string, parts: Partial<IncidentView> = {}): IncidentView {
  return {
    id: String(id),
    municipality: 'fjell',
    municipality_name: 'Fjell',
    cause: 'gateway',
    subject: 'gw-3',
    type: 'offline',
    priority: 'medium',
    opened_at: '2026-11-22T12:00:00Z',
    respond_by: '2026-11-22T12:30:00Z',
    acknowledged_by: '',
    open: 3,
    unacknowledged: 3,
    returned_to_normal: 0,
    alarms: '3',
    ...parts,
  };
}
