import CCurl

/// The header lines of a request in libcurl's form. Owns the list.
final class HeaderList {
  private(set) var head: UnsafeMutablePointer<curl_slist>?
  private var line: [UInt8] = []

  deinit {
    curl_slist_free_all(head)
  }

  func append(_ line: String) {
    head = curl_slist_append(head, line)
  }

  /// A line with a control character is left out: it could smuggle another line in.
  func append(_ fields: HTTPFields) {
    for index in 0..<fields.count {
      fields.withLine(index) { name, value in
        guard !name.isEmpty, !value.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }),
          !name.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: ":") || $0 >= 0x7F })
        else { return }
        line.removeAll(keepingCapacity: true)
        line.append(contentsOf: name)
        // libcurl sends a header without a value only when it is written with a semicolon.
        line.append(UInt8(ascii: value.isEmpty ? ";" : ":"))
        line.append(contentsOf: value)
        line.append(0)
        line.withUnsafeBytes { bytes in
          head = curl_slist_append(head, bytes.baseAddress?.assumingMemoryBound(to: CChar.self))
        }
      }
    }
  }
}
