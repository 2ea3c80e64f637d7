/// What came of the wish to remove an admin profile.
public enum AdminProfileRemoval: Sendable, Equatable {
  /// There is none of that name; these there are.
  case unknown(AdminProfileTable)
  /// These aliases use it; it stays.
  case inUse(by: [String])
  /// It is gone; these are left.
  case removed(AdminProfileTable)
}
