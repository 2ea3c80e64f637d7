/* The compressor that libcurl brings into the process anyway. */
#ifndef TUNNEL_CZLIB_SHIM_H
#define TUNNEL_CZLIB_SHIM_H

#include <zlib.h>

/* What zlib has as macros, which Swift does not see. 15 bits of window, and 16 for a gzip header. */
static inline int gzip_start(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

static inline int gunzip_start(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

#endif
