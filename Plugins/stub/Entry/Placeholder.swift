@_cdecl("tunnel_kit_descriptor_count") func a() -> UInt32 { 0 }
@_cdecl("tunnel_kit_descriptor_at") func b(_ i: UInt32) -> UnsafeRawPointer? { nil }
@_cdecl("tunnel_kit_create") func c(_ i: UnsafeRawPointer?, _ j: UnsafeRawPointer?, _ k: UnsafeRawPointer?, _ l: UnsafeRawPointer?) -> Int32 { -1 }
