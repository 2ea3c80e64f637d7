/// A timer of the fake host, fired by the test.
struct FakeTimer {
  let delay: UInt64
  let function: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?
  let user: UnsafeMutableRawPointer?

  func fire() {
    function?(user)
  }
}
