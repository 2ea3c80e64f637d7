import CCurl

/// Where libcurl writes its explanation of a failure.
final class ErrorText {
  let pointer: UnsafeMutablePointer<CChar>

  init() {
    pointer = .allocate(capacity: tc_error_size)
    pointer.initialize(to: 0)
  }

  deinit {
    pointer.deallocate()
  }
}
