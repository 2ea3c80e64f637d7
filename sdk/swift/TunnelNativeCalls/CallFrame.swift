/// The memory of one call: its arguments as C has them, the texts and bytes that they point to, and room for the result.
final class CallFrame {
  /// libffi widens small results to a register; no scalar needs more than this.
  private static let slotSize = 8

  let pointers: UnsafeMutableBufferPointer<UnsafeMutableRawPointer?>
  let result: UnsafeMutableRawPointer
  private let slots: UnsafeMutableRawBufferPointer
  private var used = 0
  private var copies: [UnsafeMutableRawPointer] = []

  init(slots count: Int) {
    slots = .allocate(byteCount: count * Self.slotSize, alignment: 16)
    slots.initializeMemory(as: UInt8.self, repeating: 0)
    pointers = .allocate(capacity: count)
    pointers.initialize(repeating: nil)
    result = .allocate(byteCount: 16, alignment: 16)
    result.initializeMemory(as: UInt8.self, repeating: 0, count: 16)
  }

  deinit {
    slots.deallocate()
    pointers.deallocate()
    result.deallocate()
    for copy in copies { copy.deallocate() }
  }

  /// The next argument.
  ///
  /// - Returns: false when the value is not of that type, or out of its range.
  func push(_ value: NativeValue, as type: NativeType) -> Bool {
    switch (type, value) {
    case (.bool, .bool(let value)): store(UInt8(value ? 1 : 0))
    case (.integer(let integer), .signed(let value)):
      guard integer.isSigned, integer.signedRange.contains(value) else { return false }
      switch integer {
      case .int8: store(Int8(value))
      case .int16: store(Int16(value))
      case .int32: store(Int32(value))
      default: store(value)
      }
    case (.integer(let integer), .unsigned(let value)):
      guard !integer.isSigned, value <= integer.unsignedMaximum else { return false }
      switch integer {
      case .uint8: store(UInt8(value))
      case .uint16: store(UInt16(value))
      case .uint32: store(UInt32(value))
      default: store(value)
      }
    case (.float, .float(let value)): store(value)
    case (.double, .double(let value)): store(value)
    case (.string, .text(let text)):
      var bytes = Array(text.utf8)
      guard !bytes.contains(0) else { return false }
      bytes.append(0)
      store(copy(bytes))
    case (.bytes(let length), .bytes(let bytes)):
      // Within `int`, which some functions take where others take `unsigned int`.
      guard length == .size || bytes.count <= Int(Int32.max) else { return false }
      store(copy(bytes))
      if length == .size { store(UInt64(bytes.count)) } else { store(UInt32(bytes.count)) }
    default: return false
    }
    return true
  }

  private func store<Value: BitwiseCopyable>(_ value: Value) {
    guard used < pointers.count, let base = slots.baseAddress else { return }
    let slot = base + used * Self.slotSize
    slot.storeBytes(of: value, as: Value.self)
    pointers[used] = slot
    used += 1
  }

  /// Never NULL: many functions take an empty text, few take none.
  private func copy(_ bytes: [UInt8]) -> UnsafeMutableRawPointer {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes.count), alignment: 16)
    memory.initializeMemory(as: UInt8.self, from: bytes, count: bytes.count)
    copies.append(memory)
    return memory
  }

  /// What the function gave. Bytes that are not UTF-8 become U+FFFD.
  func result(as type: NativeType) -> NativeValue {
    // Integers narrower than a register come widened to one.
    switch type {
    case .void, .bytes: return .nothing
    case .bool: return .bool(UInt8(truncatingIfNeeded: result.load(as: UInt64.self)) != 0)
    case .integer(let integer):
      let register = result.load(as: UInt64.self)
      return switch integer {
      case .int8: .signed(Int64(Int8(truncatingIfNeeded: register)))
      case .int16: .signed(Int64(Int16(truncatingIfNeeded: register)))
      case .int32: .signed(Int64(Int32(truncatingIfNeeded: register)))
      case .int64: .signed(Int64(bitPattern: register))
      case .uint8: .unsigned(UInt64(UInt8(truncatingIfNeeded: register)))
      case .uint16: .unsigned(UInt64(UInt16(truncatingIfNeeded: register)))
      case .uint32: .unsigned(UInt64(UInt32(truncatingIfNeeded: register)))
      case .uint64: .unsigned(register)
      }
    case .float: return .float(result.load(as: Float.self))
    case .double: return .double(result.load(as: Double.self))
    case .string:
      guard let pointer = result.load(as: UnsafePointer<CChar>?.self) else { return .nothing }
      return .text(String(cString: pointer))
    }
  }
}
