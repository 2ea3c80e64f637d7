/*
 * bench.h - what the parts of the benchmark share: the payload they all agree on, growing buffers,
 * the little of HTTP/1.1 they speak, and latency statistics. Header-only; each part is one C file.
 */
#ifndef BENCH_H
#define BENCH_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* ---- Failing, time ---------------------------------------------------------------------------- */

__attribute__((noreturn, format(printf, 1, 2))) static inline void die(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(1);
}

static inline int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline void *need(void *memory) {
  if (!memory) die("out of memory");
  return memory;
}

/* ---- Command line ------------------------------------------------------------------------------ */

/* The value of `--name` in argv, or `fallback`. */
static inline const char *option(int argc, char **argv, const char *name, const char *fallback) {
  for (int i = 1; i + 1 < argc; i++)
    if (!strcmp(argv[i], name)) return argv[i + 1];
  return fallback;
}

static inline long number_option(int argc, char **argv, const char *name, long fallback) {
  const char *text = option(argc, argv, name, NULL);
  return text ? strtol(text, NULL, 10) : fallback;
}

static inline bool flag(int argc, char **argv, const char *name) {
  for (int i = 1; i < argc; i++)
    if (!strcmp(argv[i], name)) return true;
  return false;
}

/* ---- Growing buffer ---------------------------------------------------------------------------- */

typedef struct buffer {
  char *data;
  size_t size, capacity;
} buffer;

static inline void buffer_reserve(buffer *b, size_t capacity) {
  if (capacity <= b->capacity) return;
  size_t grown = b->capacity * 2 > capacity ? b->capacity * 2 : capacity;
  b->data = need(realloc(b->data, grown));
  b->capacity = grown;
}

static inline void buffer_append(buffer *b, const void *data, size_t size) {
  buffer_reserve(b, b->size + size);
  memcpy(b->data + b->size, data, size);
  b->size += size;
}

__attribute__((format(printf, 2, 3))) static inline void buffer_print(buffer *b, const char *format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  int size = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (size < 0 || (size_t)size >= sizeof text) die("buffer_print: text too long");
  buffer_append(b, text, (size_t)size);
}

/* Drops the first `size` bytes. */
static inline void buffer_consume(buffer *b, size_t size) {
  b->size -= size;
  if (b->size) memmove(b->data, b->data + size, b->size);
}

/* ---- The payload: the same bytes on both ends --------------------------------------------------- */

/* Around the payload of an answer; the raw id goes between ANSWER_HEAD and ANSWER_MIDDLE. */
#define ANSWER_HEAD "{\"jsonrpc\":\"2.0\",\"id\":"
#define ANSWER_MIDDLE ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\""
#define ANSWER_TAIL "\"}],\"isError\":false}}"

/* `size` bytes of text that needs no JSON escape and never repeats for long. */
static inline char *make_payload(size_t size) {
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";
  char *payload = need(malloc(size + 1));
  uint32_t state = 2463534242u;
  for (size_t i = 0; i < size; i++) {
    state ^= state << 13, state ^= state >> 17, state ^= state << 5;
    payload[i] = alphabet[state & 63];
  }
  payload[size] = 0;
  return payload;
}

/* Command number `index` as the JSON-RPC request that every part sends. Its id is COMMAND_ID(index). */
#define COMMAND_ID(index) (1000000000u + (uint32_t)(index))
#define COMMAND_FORMAT                                                                               \
  "{\"jsonrpc\":\"2.0\",\"id\":%u,\"method\":\"tools/call\",\"params\":{\"name\":\"blob\"," \
  "\"arguments\":{\"size\":%zu,\"note\":\"sent by the benchmark\"}}}"

static inline size_t answer_size(size_t payload_size) {
  return sizeof ANSWER_HEAD - 1 + 10 + sizeof ANSWER_MIDDLE - 1 + payload_size + sizeof ANSWER_TAIL - 1;
}

/* Whether `bytes` starts with the answer to command `index`; `exact` compares the whole payload too. */
static inline bool answer_matches(const char *bytes, size_t available, uint32_t index, const char *payload,
                                  size_t payload_size, bool exact) {
  char head[128];
  int head_size = snprintf(head, sizeof head, "%s%u%s", ANSWER_HEAD, COMMAND_ID(index), ANSWER_MIDDLE);
  size_t tail_size = sizeof ANSWER_TAIL - 1;
  if (available < answer_size(payload_size) || memcmp(bytes, head, (size_t)head_size)) return false;
  if (memcmp(bytes + head_size + payload_size, ANSWER_TAIL, tail_size)) return false;
  return !exact || !memcmp(bytes + head_size, payload, payload_size);
}

/* ---- HTTP/1.1, as far as it is needed ------------------------------------------------------------ */

/* The bytes of the head including the empty line, or 0 while it is incomplete. */
static inline size_t http_head_size(const char *data, size_t size) {
  const char *end = memmem(data, size, "\r\n\r\n", 4);
  return end ? (size_t)(end - data) + 4 : 0;
}

/* The value of a header (to the end of its line) inside a head, or NULL. `name` is lowercase with its colon. */
static inline const char *http_header(const char *head, size_t size, const char *name) {
  size_t name_size = strlen(name);
  const char *line = memchr(head, '\n', size);
  while (line && ++line + name_size < head + size) {
    if (!strncasecmp(line, name, name_size)) {
      line += name_size;
      while (*line == ' ' || *line == '\t') line++;
      return line;
    }
    line = memchr(line, '\n', (size_t)(head + size - line));
  }
  return NULL;
}

static inline size_t http_content_length(const char *head, size_t size) {
  const char *value = http_header(head, size, "content-length:");
  return value ? strtoul(value, NULL, 10) : 0;
}

/* ---- Sockets -------------------------------------------------------------------------------------- */

static inline void set_nonblocking(int fd) {
  if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK)) die("fcntl: %s", strerror(errno));
}

static inline void set_nodelay(int fd) {
  int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static inline struct sockaddr_in loopback(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/* Listens on an ephemeral loopback port and prints "listening PORT". */
static inline int listen_and_announce(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 1024) ||
      getsockname(fd, (struct sockaddr *)&address, &size))
    die("cannot listen on loopback: %s", strerror(errno));
  printf("listening %d\n", ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}

static inline int connect_loopback(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = loopback(port);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address))
    die("cannot connect to 127.0.0.1:%d: %s", port, strerror(errno));
  set_nodelay(fd);
  set_nonblocking(fd);
  return fd;
}

static inline void epoll_set(int epoll, int operation, int fd, uint32_t events, void *data) {
  struct epoll_event event = {.events = events, .data.ptr = data};
  if (epoll_ctl(epoll, operation, fd, &event)) die("epoll_ctl: %s", strerror(errno));
}

/* ---- Latency ---------------------------------------------------------------------------------------- */

typedef struct latencies {
  int64_t *ns;
  size_t count;
} latencies;

static inline void latencies_init(latencies *l, size_t capacity) { l->ns = need(calloc(capacity, sizeof *l->ns)); }

static inline void latencies_add(latencies *l, int64_t ns) { l->ns[l->count++] = ns; }

static inline int compare_ns(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static inline double latencies_ms(const latencies *l, double quantile) {
  if (!l->count) return 0;
  return (double)l->ns[(size_t)(quantile * (double)(l->count - 1))] / 1e6;
}

/* The JSON members that every load generator reports, without braces. Sorts the latencies. */
static inline void print_result(latencies *l, double seconds) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  qsort(l->ns, l->count, sizeof *l->ns, compare_ns);
  printf("\"own_cpu_seconds\":%.3f,", (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
                                        (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6);
  printf("\"commands\":%zu,\"seconds\":%.6f,\"per_second\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f",
         l->count, seconds, seconds > 0 ? (double)l->count / seconds : 0, latencies_ms(l, 0.50),
         latencies_ms(l, 0.99), latencies_ms(l, 1.0));
}

#endif /* BENCH_H */
