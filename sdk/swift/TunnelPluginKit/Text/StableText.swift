/// Text at an address that does not move, for what is handed to C again and again: a URL, a static header.
///
/// A `String` has no such address, and asking it for one at every request would copy.
public final class StableText {
  private let storage: UnsafeMutableRawBufferPointer

  public init(_ text: some StringProtocol) {
    let utf8 = text.utf8
    storage = .allocate(byteCount: utf8.count, alignment: 1)
    storage.copyBytes(from: utf8)
  }

  deinit {
    storage.deallocate()
  }

  /// Valid as long as this object.
  public var text: BorrowedText { BorrowedText(UnsafeRawBufferPointer(storage)) }
}
