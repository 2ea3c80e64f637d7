/// What `history.md` remembers (operator spec 15.2.1).
public enum HistoryAction: String, Sendable, CaseIterable {
  case create
  case connect
  case stop
  case remove = "rm"
  case cleanup
  case staleAlias = "stale-alias"
  case staleProcess = "stale-process"
  case migrate
}
