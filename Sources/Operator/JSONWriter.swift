import RawJSON

/// Writes compact JSON. The members of an object are written between `begin` and `end` by the caller's closure, so the
/// text is well formed by construction.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  mutating func object(_ members: (inout JSONWriter) -> Void) {
    container(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
  }

  mutating func array<Element>(_ elements: [Element], _ write: (Element, inout JSONWriter) -> Void) {
    container(UInt8(ascii: "["), UInt8(ascii: "]")) { writer in
      for element in elements {
        writer.separate()
        write(element, &writer)
        writer.needsComma = true
      }
    }
  }

  mutating func member(_ name: String, _ write: (inout JSONWriter) -> Void) {
    separate()
    JSONQuoting.append(name, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    write(&self)
    needsComma = true
  }

  mutating func member(_ name: String, _ value: String) {
    member(name) { $0.value(value) }
  }

  mutating func member(_ name: String, _ value: Int) {
    member(name) { $0.value(value) }
  }

  mutating func member(_ name: String, _ value: Bool) {
    member(name) { $0.value(value) }
  }

  /// In the place of a member's or an element's value.
  mutating func value(_ value: String) {
    JSONQuoting.append(value, to: &bytes)
  }

  mutating func value(_ value: Int) {
    bytes += Array(String(value).utf8)
  }

  mutating func value(_ value: Bool) {
    bytes += Array((value ? "true" : "false").utf8)
  }

  /// With milliseconds; what is no number has no place in JSON and becomes null.
  mutating func value(_ value: Double) {
    let thousandths = (value * 1000).rounded()
    bytes += Array((thousandths.isFinite ? "\(thousandths / 1000)" : "null").utf8)
  }

  /// JSON that is complete already.
  mutating func value(encoded: [UInt8]) {
    bytes += encoded
  }

  private mutating func container(_ open: UInt8, _ close: UInt8, _ content: (inout JSONWriter) -> Void) {
    bytes.append(open)
    needsComma = false
    content(&self)
    bytes.append(close)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = false
  }
}
