internal import CFFI

/// A C function that is called by a signature known only at run time.
///
/// `@unchecked Sendable`: everything is written in `init` and only read by a call, libffi's description included. Whether
/// the C function itself may run twice at once is for its caller to know.
public final class NativeFunction: @unchecked Sendable {
  public typealias Release = @convention(c) (UnsafeMutableRawPointer?) -> Void

  public let signature: NativeSignature
  private let address: UnsafeRawPointer
  private let release: Release?
  private let library: LibFFI
  private let interface: UnsafeMutablePointer<ffi_cif>
  private let types: UnsafeMutableBufferPointer<UnsafeMutablePointer<ffi_type>?>

  /// Describes the function to libffi.
  ///
  /// - Parameters:
  ///   - signature: What it takes and gives.
  ///   - address: Of the function; it has to stay loaded, and to be what the signature says: nothing can check that.
  ///   - release: Frees a string that the function gave, once it was copied; nil: it is not the caller's.
  /// - Throws: that there is no libffi, or that it refuses the signature.
  public init(
    _ signature: NativeSignature, at address: UnsafeRawPointer, release: UnsafeRawPointer? = nil
  ) throws(NativeProblem) {
    let library = try LibFFI.shared()
    let result = try library.type(signature.result.layout[0])
    var listed: [UnsafeMutablePointer<ffi_type>?] = []
    for parameter in signature.parameters {
      for name in parameter.type.layout { listed.append(try library.type(name)) }
    }
    self.signature = signature
    self.address = address
    self.release = release.map { unsafeBitCast($0, to: Release.self) }
    self.library = library
    types = .allocate(capacity: listed.count)
    _ = types.initialize(from: listed)
    interface = .allocate(capacity: 1)
    interface.initialize(to: ffi_cif())
    // A failure leaves through deinit: everything is set.
    try library.prepare(interface, result: result, types)
  }

  deinit {
    interface.deallocate()
    types.deallocate()
  }

  /// Calls it on this thread and waits for its end.
  ///
  /// - Parameter arguments: One for each parameter, of its type and within its range (`NativeType.value`).
  /// - Returns: what it gave.
  /// - Throws: that the arguments do not fit the signature; then nothing was called.
  public func call(_ arguments: [NativeValue]) throws(NativeProblem) -> NativeValue {
    guard arguments.count == signature.parameters.count else {
      throw NativeProblem("takes \(signature.parameters.count) arguments, not \(arguments.count): \(signature.text)")
    }
    let frame = CallFrame(slots: types.count)
    for (parameter, value) in zip(signature.parameters, arguments) {
      guard frame.push(value, as: parameter.type) else {
        throw NativeProblem("\"\(parameter.name)\" must be \(parameter.type.expectation)")
      }
    }
    library.call(interface, address, result: frame.result, frame.pointers)
    let value = frame.result(as: signature.result)
    if let release, case .string = signature.result, let pointer = frame.result.load(as: UnsafeMutableRawPointer?.self)
    {
      release(pointer)
    }
    return value
  }
}

extension NativeType {
  /// The arguments of C that it becomes, by libffi's names.
  fileprivate var layout: [String] {
    switch self {
    case .void: ["void"]
    case .bool: ["uint8"]
    case .integer(let integer): [(integer.isSigned ? "s" : "") + integer.rawValue]
    case .float: ["float"]
    case .double: ["double"]
    case .string: ["pointer"]
    case .bytes(.size): ["pointer", "uint64"]
    case .bytes(.int): ["pointer", "uint32"]
    }
  }
}
