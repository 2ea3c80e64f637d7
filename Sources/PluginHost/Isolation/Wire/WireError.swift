/// What is wrong with bytes that came from the other side of a plugin's socket.
enum WireError: Error, Equatable, CustomStringConvertible {
  case tooLong(Int)
  case unknownKind(UInt8)
  case truncated
  case leftOver(Int)
  case badValue(String)

  var description: String {
    switch self {
    case .tooLong(let count): "a frame of \(count) bytes, more than are allowed"
    case .unknownKind(let kind): "a frame of the unknown kind \(kind)"
    case .truncated: "a frame that ends too early"
    case .leftOver(let count): "a frame with \(count) bytes too many"
    case .badValue(let what): "a frame with an impossible \(what)"
    }
  }
}
