// The contract's types under the names the console uses for them. The generated files are made by
// `npm run types`; no type of the contract is written by hand.
export type {
  AlarmDetail,
  AlarmList,
  AlarmView,
  CommandAnswer,
  DeviceCommandRequest,
  DispatchRequest,
  DoneAnswer,
  DutyView,
  EndShiftRequest,
  ExceptionRequest,
  HandoverView,
  HistoryEntry,
  IncidentDetail,
  IncidentView,
  LinkView,
  LoginRequest,
  NoteRequest,
  OfferRequest,
  Problem,
  ResolveRequest,
  Session,
  ShelveRequest,
  ShiftView,
  StreamDelta,
  StreamHeartbeat,
  StreamMessage,
  StreamSnapshot,
} from './generated/varde/v1/api';
export type { Event, ExceptionScope, ServiceException } from './generated/varde/v1/event';
export type {
  AlarmType_Code as AlarmType,
  DeviceCommand_Code as DeviceCommand,
  ExceptionKind_Code as ExceptionKind,
  Outcome_Code as Outcome,
  Priority_Code as Priority,
  Role_Code as Role,
} from './generated/varde/v1/vocabulary';
export { DeviceCommand_Code as deviceCommands, Outcome_Code as outcomes } from './generated/varde/v1/vocabulary';
