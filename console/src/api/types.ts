// The contract's types under the names the console uses for them. The generated files are made by
// `npm run types`; no type of the contract is written by hand.
export type {
  AlarmDetail,
  AlarmList,
  AlarmView,
  CommandAnswer,
  DispatchRequest,
  HistoryEntry,
  IncidentDetail,
  IncidentView,
  LinkView,
  LoginRequest,
  NoteRequest,
  Problem,
  ResolveRequest,
  Session,
  StreamDelta,
  StreamHeartbeat,
  StreamMessage,
  StreamSnapshot,
} from './generated/varde/v1/api';
export type { Event } from './generated/varde/v1/event';
export type {
  AlarmType_Code as AlarmType,
  Outcome_Code as Outcome,
  Priority_Code as Priority,
  Role_Code as Role,
} from './generated/varde/v1/vocabulary';
export { Outcome_Code as outcomes } from './generated/varde/v1/vocabulary';
