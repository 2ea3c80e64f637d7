import Testing
import TunnelNativeCalls

@Suite struct NativeFunctionTests {
  @Test func `Two doubles go in and one comes out`() throws {
    let library = try NativeLibrary("libm.so.6")
    let signature = try NativeSignature("double pow(double x, double y)")
    let pow = try NativeFunction(signature, at: library.address(of: signature.symbol))
    #expect(try pow.call([.double(2), .double(10)]) == .double(1024))
  }
}
