import CCurl

/// Sets options of an easy handle and remembers the first that failed.
struct EasyOptions {
  private let easy: UnsafeMutableRawPointer
  private(set) var failure: CURLcode?

  init(_ easy: UnsafeMutableRawPointer) {
    self.easy = easy
  }

  mutating func set(_ option: CURLoption, _ value: Int) {
    note(tc_set_long(easy, option, value))
  }

  /// Asks for something that may be refused: a handle whose last transfer ended early keeps its buffer, and libcurl then
  /// does not let its size be set again.
  func hint(_ option: CURLoption, _ value: Int) {
    _ = tc_set_long(easy, option, value)
  }

  mutating func set(_ option: CURLoption, offset value: curl_off_t) {
    note(tc_set_offset(easy, option, value))
  }

  /// libcurl copies the text.
  mutating func set(_ option: CURLoption, _ value: String) {
    note(tc_set_string(easy, option, value))
  }

  mutating func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
    note(tc_set_pointer(easy, option, value))
  }

  /// libcurl copies the bytes.
  mutating func set(_ option: CURLoption, copying bytes: [UInt8]) {
    note(bytes.withUnsafeBytes { tc_set_blob(easy, option, $0.baseAddress, $0.count) })
  }

  mutating func set(_ option: CURLoption, list value: UnsafeMutablePointer<curl_slist>?) {
    note(tc_set_list(easy, option, value))
  }

  mutating func set(_ option: CURLoption, _ value: @escaping tc_data_callback) {
    note(tc_set_callback(easy, option, value))
  }

  mutating func set(prerequest value: @escaping tc_prereq_callback) {
    note(tc_set_prereq(easy, value))
  }

  /// In milliseconds, at least one: libcurl takes 0 for "no limit".
  mutating func set(_ option: CURLoption, _ value: Duration) {
    let (seconds, attoseconds) = value.components
    let milliseconds = min(seconds, 1 << 40) * 1000 + attoseconds / 1_000_000_000_000_000
    set(option, Int(max(1, milliseconds)))
  }

  private mutating func note(_ result: CURLcode) {
    if result != CURLE_OK, failure == nil { failure = result }
  }
}
