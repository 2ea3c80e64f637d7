/// What a route can do, and so who may use it.
enum RouteClass: Sendable {
  /// Shows something.
  case read
  /// Changes something or starts work: only from this machine unless `--allow-remote-control` (W-36).
  case control
}
