internal import CFFI
internal import Glibc

/// libffi, opened when a first function is to be called: whoever calls none needs no libffi on the machine.
///
/// `@unchecked Sendable`: immutable; what it points to are functions and constants of a library that is never closed.
struct LibFFI: @unchecked Sendable {
  typealias Code = @convention(c) () -> Void
  private typealias Prepare =
    @convention(c) (
      UnsafeMutablePointer<ffi_cif>?, ffi_abi, UInt32, UnsafeMutablePointer<ffi_type>?,
      UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>?
    ) -> ffi_status
  private typealias Call =
    @convention(c) (
      UnsafeMutablePointer<ffi_cif>?, Code?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> Void

  /// The interface that the headers describe, which libffi keeps within this name.
  private static let file = "libffi.so.8"
  private static let loaded = Result { () throws(NativeProblem) in try LibFFI() }

  private let prepare: Prepare
  private let call: Call
  private let library: UnsafeMutableRawPointer

  /// - Throws: that it is not installed.
  static func shared() throws(NativeProblem) -> LibFFI { try loaded.get() }

  private init() throws(NativeProblem) {
    guard let library = dlopen(Self.file, RTLD_NOW | RTLD_LOCAL) else {
      throw NativeProblem("\(Self.file) is not installed; install the package libffi8 (Debian) or libffi (Fedora)")
    }
    self.library = library
    prepare = unsafeBitCast(try Self.symbol("ffi_prep_cif", in: library), to: Prepare.self)
    call = unsafeBitCast(try Self.symbol("ffi_call", in: library), to: Call.self)
  }

  private static func symbol(
    _ name: String, in library: UnsafeMutableRawPointer
  ) throws(NativeProblem) -> UnsafeMutableRawPointer {
    guard let address = dlsym(library, name) else { throw NativeProblem("\(file) has no symbol \"\(name)\"") }
    return address
  }

  /// libffi's constant that stands for a type of C, such as `ffi_type_double`.
  func type(_ name: String) throws(NativeProblem) -> UnsafeMutablePointer<ffi_type> {
    try Self.symbol("ffi_type_\(name)", in: library).assumingMemoryBound(to: ffi_type.self)
  }

  /// Fills `interface`; `types` has to live as long as that.
  func prepare(
    _ interface: UnsafeMutablePointer<ffi_cif>, result: UnsafeMutablePointer<ffi_type>,
    _ types: UnsafeMutableBufferPointer<UnsafeMutablePointer<ffi_type>?>
  ) throws(NativeProblem) {
    let status = prepare(interface, FFI_DEFAULT_ABI, UInt32(types.count), result, types.baseAddress)
    guard status == FFI_OK else { throw NativeProblem("libffi refused the signature (status \(status.rawValue))") }
  }

  func call(
    _ interface: UnsafeMutablePointer<ffi_cif>, _ function: UnsafeRawPointer, result: UnsafeMutableRawPointer,
    _ arguments: UnsafeMutableBufferPointer<UnsafeMutableRawPointer?>
  ) {
    call(interface, unsafeBitCast(function, to: Code.self), result, arguments.baseAddress)
  }
}
