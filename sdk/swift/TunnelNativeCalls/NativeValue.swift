/// A value on its way into or out of a C function.
public enum NativeValue: Sendable, Equatable {
  /// Of a function that gives nothing, or a NULL string.
  case nothing
  case bool(Bool)
  case signed(Int64)
  case unsigned(UInt64)
  case float(Float)
  case double(Double)
  /// Without NUL characters, when it is an argument.
  case text(String)
  case bytes([UInt8])
}
