import NIOCore
import RawJSON

/// Puts a trace context into `params._meta` of a JSON-RPC message (user needs 4.1) between the bytes that are there,
/// which stay as they are.
enum TraceContextSplice {
  /// Nil when there is no place for it: no method, `params` or `_meta` that is no object or says something twice, or a
  /// caller who has set one of the fields.
  static func splice(_ context: TraceContext, into message: ByteBuffer) -> ByteBuffer? {
    guard let place = try? message.slicing({ bytes throws(JSONError) in try Place.find(in: bytes) }) else { return nil }
    var fields = Array("\"traceparent\":".utf8)
    JSONQuoting.append(context.parent, to: &fields)
    if let state = context.state {
      fields += Array(",\"tracestate\":".utf8)
      JSONQuoting.append(state, to: &fields)
    }
    let (front, back): (String, String) =
      switch place.depth {
      case .meta: ("", "")
      case .params: ("\"_meta\":{", "}")
      case .message: ("\"params\":{\"_meta\":{", "}}")
      }
    var result = ByteBuffer()
    result.reserveCapacity(message.readableBytes + fields.count + 32)
    result.writeImmutableBuffer(message.slice(0..<place.offset))
    result.writeString(front)
    result.writeBytes(fields)
    result.writeString(place.isEmpty ? back : back + ",")
    result.writeImmutableBuffer(message.slice(place.offset..<message.readableBytes))
    return result
  }

  /// Right behind the brace of the innermost object that is there.
  private struct Place {
    enum Depth {
      case message
      case params
      case meta
    }

    var depth: Depth
    var offset: Int
    var isEmpty: Bool

    /// Nil when there is none. The message is valid JSON, or this throws.
    static func find(in bytes: UnsafeRawBufferPointer) throws(JSONError) -> Place? {
      guard let message = try ObjectMembers(of: bytes, at: 0..<bytes.count), message.names.contains("method") else {
        return nil
      }
      guard message.names.contains("params") else { return Place(depth: .message, in: message) }
      guard let range = message.value(of: "params"), let params = try ObjectMembers(of: bytes, at: range) else {
        return nil
      }
      guard params.names.contains("_meta") else { return Place(depth: .params, in: params) }
      guard let range = params.value(of: "_meta"), let meta = try ObjectMembers(of: bytes, at: range),
        !meta.names.contains("traceparent"), !meta.names.contains("tracestate")
      else { return nil }
      return Place(depth: .meta, in: meta)
    }

    private init(depth: Depth, in object: ObjectMembers) {
      self.depth = depth
      offset = object.start
      isEmpty = object.names.isEmpty
    }
  }
}
