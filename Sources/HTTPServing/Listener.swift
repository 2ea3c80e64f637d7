import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// A bound listening socket and the connections that came in through it.
struct Listener: Sendable {
  let address: ListenAddress
  private let channel: any Channel
  private let socketFile: UnixSocketFile?
  private let registry: NIOLoopBound<ConnectionRegistry>
  private let grace: TimeAmount

  static func open(_ address: ListenAddress, service: ConnectionService) async throws(ServingError) -> Listener {
    let eventLoop = service.executor.eventLoop
    let registry = await makeRegistry(on: eventLoop, limits: service.limits)
    let bootstrap = ServerBootstrap(group: eventLoop)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptPause(logger: service.logger))
        }
      }
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try configure(channel, service: service, registry: registry.value)
        }
      }
    let grace = TimeAmount(service.limits.shutdownGrace)
    do {
      switch address {
      case .tcp(let host, let port):
        let channel = try await bootstrap.bind(host: host, port: port).get()
        let port = channel.localAddress?.port ?? port
        return Listener(
          address: .tcp(host: host, port: port), channel: channel, socketFile: nil, registry: registry, grace: grace)
      case .unixSocket(let path):
        let (file, descriptor) = try UnixSocketFile.bind(path: path)
        do {
          let channel = try await bootstrap.withBoundSocket(descriptor).get()
          return Listener(address: address, channel: channel, socketFile: file, registry: registry, grace: grace)
        } catch {
          file.remove()
          throw error
        }
      }
    } catch let error as ServingError {
      throw error
    } catch let error as IOError where error.errnoCode == EADDRINUSE {
      throw .addressInUse(address)
    } catch let error as IOError {
      throw .cannotListen(address, reason: String(cString: strerror(error.errnoCode)))
    } catch let error as SocketAddressError.UnknownHost {
      throw .cannotListen(address, reason: "no such host: \(error.host)")
    } catch {
      throw .cannotListen(address, reason: "\(error)")
    }
  }

  /// Returns when the listening socket is closed.
  func untilClosed() async {
    try? await channel.closeFuture.get()
  }

  /// Closes the listening socket and asks the connections to end, in one turn of the loop: no answer may go out
  /// afterwards that promises to keep its connection open.
  func stop() {
    socketFile?.remove()
    channel.eventLoop.execute {
      channel.close(promise: nil)
      _ = registry.value.drain(grace: grace)
    }
  }

  /// Returns when the last connection is closed.
  func close() async {
    stop()
    try? await channel.eventLoop.flatSubmit { registry.value.drain(grace: grace) }.get()
  }

  private static func makeRegistry(on eventLoop: any EventLoop, limits: ServerLimits) async -> NIOLoopBound<
    ConnectionRegistry
  > {
    await withCheckedContinuation { continuation in
      eventLoop.execute {
        let registry = ConnectionRegistry(eventLoop: eventLoop, limits: limits)
        continuation.resume(returning: NIOLoopBound(registry, eventLoop: eventLoop))
      }
    }
  }

  private static func configure(
    _ channel: any Channel, service: ConnectionService, registry: ConnectionRegistry
  ) throws {
    if !service.isUnixSocket {
      try channel.syncOptions?.setOption(.tcpOption(.tcp_nodelay), value: 1)
    }
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderListSize = service.limits.headerBytes
    limits.maxHeaderFieldSize = min(limits.maxHeaderFieldSize, service.limits.headerBytes)
    limits.maxHeaderFieldCount = service.limits.headerCount
    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
      withEncoderConfiguration: HTTPResponseEncoder.Configuration(), withDecoderLimitConfiguration: limits)
    try channel.pipeline.syncOperations.addHandler(ConnectionHandler(service: service, registry: registry))
  }
}
