import type { AlarmView } from '../api/types';

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
    ...parts,
  };
}
