/*
 * tunnel/ext/diagnostic.h - "tunnel.diagnostic/1": functions of a plugin that a person may call by hand.
 *
 * `tunnel-client plugins call` lists them and calls one, in a process of its own: with an instance that was created but
 * not opened, so that no function here needs a configuration, a channel or a server. Use them for what people ask when
 * something is wrong: which version of a library is this, how is that text understood, is this file right.
 *
 * A function is an ordinary C function; its arguments and its result are what its signature says. It is called once, on any
 * thread, and may block.
 */
#ifndef TUNNEL_EXT_DIAGNOSTIC_H
#define TUNNEL_EXT_DIAGNOSTIC_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_DIAGNOSTIC "tunnel.diagnostic/1"

typedef struct tunnel_diagnostic_function {
  uint32_t size;
  uint32_t flags;         /* 0 */
  const char *name;       /* [a-z][a-z0-9_-]*, at most 64 bytes */
  /*
   * RESULT(TYPE NAME, ...), as in "string(string path, uint32 limit)". Types: bool, int8 to int64, uint8 to uint64, float,
   * double, string (const char *, UTF-8), bytes (const void *, size_t: two arguments of C); a result may be void and not
   * bytes.
   */
  const char *signature;
  const char *summary;    /* one line for people */
  void (*function)(void); /* cast to this type from its own */
  /*
   * Why the function gave NULL where its signature says string, or NULL when that is no failure. Asked on the same thread
   * right after it; the text is borrowed until the next call of either. May itself be NULL.
   */
  const char *(*failure)(void);
} tunnel_diagnostic_function;

/* Constant, like all that it points to; it lives as long as the instance. */
typedef struct tunnel_diagnostic {
  uint32_t size;
  uint32_t flags;                                     /* 0 */
  const tunnel_diagnostic_function *const *functions; /* NULL-terminated */
} tunnel_diagnostic;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_DIAGNOSTIC_H */
