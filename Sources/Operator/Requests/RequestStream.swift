import HTTPServing
import NIOCore
import NIOHTTP1

/// `/api/requests/stream`: each command whenever something about it changes, several changes at once being one event.
///
/// The stream asks; nobody is told. So it costs nothing on a command's way, and a slow reader misses nothing but states
/// in between.
struct RequestStream: Sendable {
  let source: any RequestSource
  let limit: StreamLimit
  let instanceID: String?
  let feed: RequestFeed

  /// From `Last-Event-ID` or `?since=` (a revision), else from now on.
  @Sendable func answer(_ request: Request) async throws -> Response {
    guard let slot = limit.take() else {
      return APIAnswer.problem(
        .serviceUnavailable, "too_many_streams", "\(limit.most) streams are open already; close one of them")
    }
    let (_, now) = await source.requests(changedAfter: .max)
    // A revision of an earlier run: everything is new.
    let isOfAnother = EventStream.followsAnother(than: instanceID, request)
    let start = isOfAnother ? 0 : EventStream.lastEventID(of: request).map { $0 > now ? 0 : $0 } ?? now
    return EventStream.response(holding: slot) { writer in
      var last = start
      while true {
        let batch = await feed.batch(after: last)
        last = batch.revision
        try await writer.send(batch.frames)
        try await RequestFeed.nextTurn()
      }
    }
  }
}
