/// The last calls, newest first.
struct CallLog {
  static let capacity = 100

  private(set) var records: [CallRecord] = []

  mutating func append(_ record: CallRecord) {
    if records.count == Self.capacity { records.removeLast() }
    records.insert(record, at: 0)
  }

  /// `label` nil: of all targets.
  func newest(_ limit: Int, label: String?) -> ArraySlice<CallRecord> {
    guard let label else { return records.prefix(limit) }
    return records.filter { $0.label == label }.prefix(limit)
  }
}
