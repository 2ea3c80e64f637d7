internal import TunnelPluginKit

/// Headers of a call at addresses that do not move: what a call sends first, it may have to send again when it resumes a
/// stream, answers the server or withdraws its request. One allocation for all text.
final class StoredHeaders {
  private let storage: UnsafeMutableRawBufferPointer
  private var fields: [(name: Range<Int>, value: Range<Int>)] = []

  init(_ list: HeaderList) {
    storage = list.withHeaders { headers in
      .allocate(byteCount: headers.reduce(0) { $0 + $1.name.bytes.count + $1.value.bytes.count }, alignment: 1)
    }
    fields.reserveCapacity(list.count)
    var end = 0
    list.withHeaders { headers in
      for field in headers {
        let name = store(field.name, &end)
        fields.append((name, store(field.value, &end)))
      }
    }
  }

  deinit {
    storage.deallocate()
  }

  /// Valid as long as this object.
  var list: HeaderList {
    var list = HeaderList()
    list.reserve(fields.count + 2)
    for field in fields {
      list.append(HeaderField(name: text(field.name), value: text(field.value)))
    }
    return list
  }

  /// The value of the first field with this name.
  func first(_ name: StaticString) -> BorrowedText? {
    fields.first { text($0.name).equalsIgnoringCase(name) }.map { text($0.value) }
  }

  private func text(_ range: Range<Int>) -> BorrowedText {
    BorrowedText(UnsafeRawBufferPointer(rebasing: storage[range]))
  }

  private func store(_ text: BorrowedText, _ end: inout Int) -> Range<Int> {
    let range = end..<end + text.bytes.count
    UnsafeMutableRawBufferPointer(rebasing: storage[range]).copyBytes(from: text.bytes)
    end = range.upperBound
    return range
  }
}
