/*
 * mcptarget - an MCP server that costs next to nothing: every request gets the same precomputed
 * result of --size bytes of text, with the request's raw id.
 *
 *   mcptarget --size 200             HTTP on an ephemeral loopback port; prints "listening PORT"
 *   mcptarget --size 200 --sse       the same, answering as a server-sent event
 *   mcptarget --size 200 --stdio     one JSON-RPC message a line on stdin and stdout
 *
 * HTTP ends at SIGTERM with one line {"connections_accepted":…,"requests":…} on stdout.
 * initialize and server/discover are answered properly, notifications with 202 (or silence).
 */
#include "bench.h"

static char *payload;
static size_t payload_size;
static bool sse;

/* ---- What to answer ----------------------------------------------------------------------------- */

enum kind { CALL, INITIALIZE, DISCOVER, NOTIFICATION };

/* Finds the raw top-level "id" token; objects are skipped by depth, strings as a whole. */
static bool find_id(const char *text, size_t size, const char **id, size_t *id_size) {
  int depth = 0;
  for (size_t i = 0; i < size; i++) {
    char c = text[i];
    if (c == '{' || c == '[') depth++;
    if (c == '}' || c == ']') depth--;
    if (c != '"') continue;
    size_t start = i++;
    while (i < size && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
    if (depth != 1 || i - start != 3 || memcmp(text + start, "\"id\"", 4)) continue;
    for (i++; i < size && (text[i] == ':' || text[i] == ' '); i++) {}
    *id = text + i;
    if (text[i] == '"') {
      size_t end = i + 1;
      while (end < size && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      *id_size = end + 1 - i;
    } else {
      *id_size = 0;
      while (i + *id_size < size && !memchr(",} \t\r\n", text[i + *id_size], 6)) ++*id_size;
    }
    return true;
  }
  return false;
}

static enum kind kind_of(const char *text, size_t size, const char **id, size_t *id_size) {
  if (!find_id(text, size, id, id_size)) return NOTIFICATION;
  if (memmem(text, size, "\"initialize\"", 12)) return INITIALIZE;
  if (memmem(text, size, "\"server/discover\"", 17)) return DISCOVER;
  return CALL;
}

/* An answer as three parts: what precedes the payload (with the id), the shared payload, what follows. */
typedef struct answer {
  buffer head;
  const char *body;
  size_t body_size;
  const char *tail;
} answer;

static const char *const end_of_call = ANSWER_TAIL;

static void compose(answer *a, enum kind kind, const char *id, size_t id_size) {
  a->head.size = 0;
  a->body_size = 0;
  buffer_append(&a->head, ANSWER_HEAD, sizeof ANSWER_HEAD - 1);
  buffer_append(&a->head, id, id_size);
  if (kind == INITIALIZE) {
    a->tail = ",\"result\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},"
              "\"serverInfo\":{\"name\":\"mcptarget\",\"version\":\"1.0.0\"}}}";
  } else if (kind == DISCOVER) {
    a->tail = ",\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}";
  } else {
    buffer_append(&a->head, ANSWER_MIDDLE, sizeof ANSWER_MIDDLE - 1);
    a->body = payload;
    a->body_size = payload_size;
    a->tail = end_of_call;
  }
}

/* ---- stdio ----------------------------------------------------------------------------------------- */

static void write_all(struct iovec *parts, int count) {
  while (count) {
    ssize_t sent = writev(1, parts, count);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) exit(0);
    while (count && (size_t)sent >= parts->iov_len) sent -= (ssize_t)parts->iov_len, parts++, count--;
    if (count) parts->iov_base = (char *)parts->iov_base + sent, parts->iov_len -= (size_t)sent;
  }
}

static void answer_line(answer *a, const char *line, size_t size) {
  const char *id;
  size_t id_size;
  enum kind kind = kind_of(line, size, &id, &id_size);
  if (kind == NOTIFICATION) return;
  compose(a, kind, id, id_size);
  struct iovec parts[] = {{a->head.data, a->head.size},
                          {(void *)a->body, a->body_size},
                          {(void *)a->tail, strlen(a->tail)},
                          {"\n", 1}};
  write_all(parts, 4);
}

static int serve_stdio(void) {
  buffer in = {0};
  answer a = {0};
  for (;;) {
    buffer_reserve(&in, in.size + 65536);
    ssize_t got = read(0, in.data + in.size, in.capacity - in.size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return 0;
    in.size += (size_t)got;
    size_t start = 0;
    char *end;
    while ((end = memchr(in.data + start, '\n', in.size - start))) {
      answer_line(&a, in.data + start, (size_t)(end - in.data) - start);
      start = (size_t)(end - in.data) + 1;
    }
    buffer_consume(&in, start);
  }
}

/* ---- HTTP ------------------------------------------------------------------------------------------ */

typedef struct connection {
  int fd;
  buffer in;
  answer a;
  buffer head; /* the HTTP head and the start of the JSON */
  struct iovec parts[4];
  int first, count; /* what of `parts` is still to be written */
} connection;

static int epoll;
static unsigned long accepted, requests;

static void close_connection(connection *c) {
  close(c->fd);
  free(c->in.data), free(c->a.head.data), free(c->head.data), free(c);
}

/* Writes on; false when the connection is gone. */
static bool flush_answer(connection *c) {
  while (c->first < c->count) {
    ssize_t sent = writev(c->fd, c->parts + c->first, c->count - c->first);
    if (sent < 0 && errno == EAGAIN) {
      epoll_set(epoll, EPOLL_CTL_MOD, c->fd, EPOLLOUT, c);
      return true;
    }
    if (sent < 0) return false;
    while (c->first < c->count && (size_t)sent >= c->parts[c->first].iov_len)
      sent -= (ssize_t)c->parts[c->first++].iov_len;
    if (c->first < c->count) {
      c->parts[c->first].iov_base = (char *)c->parts[c->first].iov_base + sent;
      c->parts[c->first].iov_len -= (size_t)sent;
    }
  }
  return true;
}

static bool reply_status(connection *c, const char *status) {
  c->head.size = 0;
  buffer_print(&c->head, "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n", status);
  c->parts[0] = (struct iovec){c->head.data, c->head.size};
  c->first = 0, c->count = 1;
  return flush_answer(c);
}

static bool reply_json(connection *c, enum kind kind, const char *id, size_t id_size) {
  answer *a = &c->a;
  compose(a, kind, id, id_size);
  size_t size = a->head.size + a->body_size + strlen(a->tail);
  c->head.size = 0;
  if (sse)
    buffer_print(&c->head,
                 "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "%zx\r\nevent: message\ndata: ",
                 size + 23);
  else
    buffer_print(&c->head, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", size);
  buffer_append(&c->head, a->head.data, a->head.size);
  c->parts[0] = (struct iovec){c->head.data, c->head.size};
  c->parts[1] = (struct iovec){(void *)a->body, a->body_size};
  c->parts[2] = (struct iovec){(void *)a->tail, strlen(a->tail)};
  c->parts[3] = sse ? (struct iovec){"\n\n\r\n0\r\n\r\n", 9} : (struct iovec){"", 0};
  c->first = 0, c->count = 4;
  return flush_answer(c);
}

static bool reply(connection *c, const char *body, size_t size) {
  if (!strncmp(c->in.data, "GET ", 4)) return reply_status(c, "405 Method Not Allowed");
  if (!strncmp(c->in.data, "DELETE ", 7)) return reply_status(c, "204 No Content");
  const char *id;
  size_t id_size;
  enum kind kind = kind_of(body, size, &id, &id_size);
  if (kind == NOTIFICATION) return reply_status(c, "202 Accepted");
  requests += kind == CALL;
  return reply_json(c, kind, id, id_size);
}

/* Answers the request that is complete in the buffer, if the answer before it is out. */
static bool serve_next(connection *c) {
  while (c->first == c->count) {
    size_t head = http_head_size(c->in.data, c->in.size);
    if (!head) return true;
    size_t length = http_content_length(c->in.data, head);
    if (c->in.size < head + length) return true;
    if (!reply(c, c->in.data + head, length)) return false;
    buffer_consume(&c->in, head + length);
  }
  return true;
}

static bool read_more(connection *c) {
  buffer_reserve(&c->in, c->in.size + 16384);
  ssize_t got = recv(c->fd, c->in.data + c->in.size, c->in.capacity - c->in.size, 0);
  if (got < 0) return errno == EAGAIN;
  if (got == 0) return false;
  c->in.size += (size_t)got;
  return serve_next(c);
}

static bool write_more(connection *c) {
  if (!flush_answer(c)) return false;
  if (c->first < c->count) return true;
  epoll_set(epoll, EPOLL_CTL_MOD, c->fd, EPOLLIN, c);
  return serve_next(c);
}

static void accept_all(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    set_nodelay(fd);
    connection *c = need(calloc(1, sizeof *c));
    c->fd = fd;
    epoll_set(epoll, EPOLL_CTL_ADD, fd, EPOLLIN, c);
    accepted++;
  }
}

static volatile sig_atomic_t stopping;
static void stop(int number) { (void)number, stopping = 1; }

static int serve_http(void) {
  epoll = epoll_create1(EPOLL_CLOEXEC);
  int listener = listen_and_announce();
  epoll_set(epoll, EPOLL_CTL_ADD, listener, EPOLLIN, NULL);
  struct epoll_event events[256];
  while (!stopping) {
    int count = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < count; i++) {
      connection *c = events[i].data.ptr;
      if (!c)
        accept_all(listener);
      else if (!(events[i].events & EPOLLOUT ? write_more(c) : read_more(c)))
        close_connection(c);
    }
  }
  printf("{\"connections_accepted\":%lu,\"requests\":%lu}\n", accepted, requests);
  return 0;
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  payload_size = (size_t)number_option(argc, argv, "--size", 200);
  payload = make_payload(payload_size);
  sse = flag(argc, argv, "--sse");
  if (flag(argc, argv, "--stdio")) return serve_stdio();
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  return serve_http();
}
