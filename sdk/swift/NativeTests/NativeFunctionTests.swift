import Glibc
import Testing
import TunnelNativeCalls

@Suite struct NativeFunctionTests {
  private func call(_ signature: String, in library: String, _ arguments: NativeValue...) throws -> NativeValue {
    let signature = try NativeSignature(signature)
    let function = try NativeFunction(
      signature, at: NativeLibrary(library).address(of: signature.symbol))
    return try function.call(arguments)
  }

  @Test func `Numbers go in and one comes out`() throws {
    #expect(try call("double pow(double x, double y)", in: "libm.so.6", .double(2), .double(10)) == .double(1024))
    #expect(try call("float sqrtf(float x)", in: "libm.so.6", .float(9)) == .float(3))
    #expect(try call("int abs(int x)", in: "libc.so.6", .signed(-5)) == .signed(5))
    // Narrow results are widened by libffi; the sign has to survive.
    #expect(try call("int8 abs(int x)", in: "libc.so.6", .signed(255)) == .signed(-1))
    #expect(try call("uint8 abs(int x)", in: "libc.so.6", .signed(255)) == .unsigned(255))
    #expect(try call("bool abs(int x)", in: "libc.so.6", .signed(1)) == .bool(true))
  }

  @Test func `Texts and bytes live as long as the call`() throws {
    #expect(try call("size_t strlen(const char *text)", in: "libc.so.6", .text("grüße")) == .unsigned(7))
    #expect(
      try call("unsigned long adler32_z(unsigned long adler, bytes data)", in: "libz.so.1", .unsigned(1), .bytes([]))
        == .unsigned(1))
    #expect(
      try call(
        "unsigned long crc32(unsigned long crc, bytes32 data)", in: "libz.so.1", .unsigned(0),
        .bytes(Array("123456789".utf8))) == .unsigned(0xCBF4_3926))
    #expect(try call("const char *getenv(const char *name)", in: "libc.so.6", .text("NO_SUCH_VARIABLE")) == .nothing)
  }

  @Test func `A wrong argument is refused before anything is called`() throws {
    for (signature, value) in [
      ("void abort(int8 a)", NativeValue.signed(128)), ("void abort(uint8 a)", .unsigned(256)),
      ("void abort(string a)", .text("a\0b")), ("void abort(bool a)", .signed(1)), ("void abort(int a)", .double(1)),
      ("void abort(uint32 a)", .signed(1)),
    ] {
      #expect(throws: NativeProblem.self) { try call(signature, in: "libc.so.6", value) }
    }
    #expect(throws: NativeProblem.self) { try call("void abort(int a)", in: "libc.so.6") }
  }

  @Test func `Calls on several threads share one description`() async throws {
    let library = try NativeLibrary("libm.so.6")
    let signature = try NativeSignature("double fma(double x, double y, double z)")
    let function = try NativeFunction(signature, at: library.address(of: signature.symbol))
    try await withThrowingTaskGroup(of: NativeValue.self) { group in
      for x in 0..<64 {
        group.addTask { try function.call([.double(Double(x)), .double(2), .double(1)]) }
      }
      var sum = 0.0
      for try await case .double(let value) in group { sum += value }
      #expect(sum == 64 + 2 * 2016)
    }
  }

  @Test(arguments: [
    ("int8", "-128", true), ("int8", "-129", false), ("uint8", "255", true), ("uint8", "256", false),
    ("uint8", "-1", false), ("uint8", "-0", true), ("int64", "-9223372036854775808", true),
    ("int64", "9223372036854775808", false), ("uint64", "18446744073709551615", true),
    ("uint64", "18446744073709551616", false), ("int32", "1e3", true), ("int32", "1.5e1", true), ("int32", "1.0", true),
    ("int32", "1.5", false), ("int32", "1e-1", false), ("int32", "100e-2", true), ("int32", "1e99999", false),
    ("int32", "1e999999999999", false), ("int32", "", false), ("int32", "-", false), ("int32", "0x10", false),
    ("int32", "1.", false), ("int32", "0e99999", true), ("float", "1e38", true), ("float", "1e39", false),
    ("double", "1e308", true), ("double", "1e309", false), ("double", "nan", false), ("string", "1", false),
  ])
  func `A numeral is taken without loss, or not at all`(type: String, numeral: String, isTaken: Bool) throws {
    let parameter = try NativeSignature("void f(\(type) a)").parameters[0]
    #expect((parameter.type.value(numeral: numeral) != nil) == isTaken)
  }

  @Test func `A library that everybody may write to is not opened`() throws {
    var template = Array("/tmp/native-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
      close(descriptor)
      unlink(path)
    }
    #expect(fchmod(descriptor, 0o666) == 0)
    let error = #expect(throws: NativeProblem.self) { try NativeLibrary(path) }
    #expect(error?.description.contains("every user of this machine may write to it") == true)
    #expect(fchmod(descriptor, 0o600) == 0)
    let other = #expect(throws: NativeProblem.self) { try NativeLibrary(path) }
    #expect(other?.description.contains("cannot load the library") == true)
  }
}
