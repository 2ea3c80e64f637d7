/*
 * loadplane - a control plane that only measures: one thread, epoll, no dependencies.
 *
 *   loadplane --outstanding K --commands N --size S [--milliseconds M] [--exact-every 16] [--per-second R]
 *             [--side 1]
 *
 * It prints "listening PORT", and "polled NANOSECONDS" (CLOCK_MONOTONIC) at the first poll. A line "go" on
 * its stdin starts the load: a closed loop with K commands outstanding until N were sent or M milliseconds
 * are over, at most R of them a second. With --side every other command is for the channel "side". Polls are answered at once when there is work (up to `limit`), else held until there is or
 * `timeout_ms` passes.
 *
 * Every answer is checked: known id, its own shard token, answered once, resp_code, resp_type, and the MCP
 * server's bytes unchanged (all of them for one command in --exact-every, else their frame and length).
 * After the last answer it waits 100 ms for stray duplicates, prints one JSON line and goes on holding
 * polls until its stdin closes.
 */
#include "bench.h"

#define SERVING_LIMIT 25 /* the largest poll batch (dataplane spec GEN-06) */
#define GRACE_NS 100000000

/* ---- The commands ------------------------------------------------------------------------------------ */

enum state { NOT_SENT, SENT, ANSWERED };

static uint32_t total, outstanding_limit, exact_every, per_second;
static bool side;
static uint32_t sent_count, answered_count;
static bool going;
static size_t payload_size;
static char *payload;
static uint8_t *states;
static int64_t *sent_at;
static latencies measured;
static int64_t first_sent_at, last_answered_at, load_ns = INT64_MAX;
static unsigned long errors, duplicates, notifications, accepted, accepted_before_go;
static char first_error[256];

static uint32_t shard_of(uint32_t index) { return index * 2654435761u ^ 0x5bd1e995u; }

static void count_error(const char *what, uint32_t index) {
  if (!errors++) snprintf(first_error, sizeof first_error, "%s (command %u)", what, index);
}

static bool time_is_up(void) { return sent_count && now_ns() - first_sent_at >= load_ns; }

/* Every command that will ever be sent was answered. */
static bool finished(void) {
  return sent_count && answered_count == sent_count && (sent_count == total || time_is_up());
}

/* How many commands a poll may get now. */
static uint32_t ready_count(void) {
  if (!going || time_is_up()) return 0;
  uint32_t by_window = outstanding_limit - (sent_count - answered_count);
  uint32_t by_total = total - sent_count;
  uint32_t ready = by_window < by_total ? by_window : by_total;
  if (!per_second) return ready;
  int64_t due = sent_count ? (now_ns() - first_sent_at) * per_second / 1000000000 + 1 - sent_count : 1;
  return due <= 0 ? 0 : due < ready ? (uint32_t)due : ready;
}

static const char *channel_of(uint32_t index) { return side && index % 2 ? "side" : "main"; }

static void append_command(buffer *out, uint32_t index) {
  buffer_print(out,
               "{\"request_id\":\"cmd-%08u\",\"shard_token\":\"shard-%08x\",\"command_type\":\"jsonrpc\","
               "\"channel\":\"%s\",\"response_timeout\":\"60s\",\"headers\":{\"Mcp-Session-Id\":[\"bench\"],"
               "\"Accept\":[\"application/json, text/event-stream\"]},\"jsonrpc\":" COMMAND_FORMAT "}",
               index, shard_of(index), channel_of(index), COMMAND_ID(index), payload_size);
}

/* ---- Connections -------------------------------------------------------------------------------------- */

typedef struct connection connection;
struct connection {
  int fd;
  buffer in, out;
  size_t out_sent;
  bool continued;         /* 100 Continue went out for the request in `in` */
  bool holding;           /* a poll waits for work */
  uint32_t limit;
  int64_t hold_until;
  connection *next_held;  /* list of held polls, oldest first */
};

static int epoll;
static connection *held;

static void hold(connection *c) {
  connection **end = &held;
  while (*end) end = &(*end)->next_held;
  c->holding = true, c->next_held = NULL, *end = c;
}

static void unhold(connection *c) {
  connection **at = &held;
  while (*at && *at != c) at = &(*at)->next_held;
  if (*at) *at = c->next_held;
  c->holding = false;
}

static void close_connection(connection *c) {
  if (c->holding) unhold(c);
  close(c->fd);
  free(c->in.data), free(c->out.data), free(c);
}

static bool flush_out(connection *c) {
  while (c->out_sent < c->out.size) {
    ssize_t sent = send(c->fd, c->out.data + c->out_sent, c->out.size - c->out_sent, MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) {
      epoll_set(epoll, EPOLL_CTL_MOD, c->fd, EPOLLIN | EPOLLOUT, c);
      return true;
    }
    if (sent < 0) return false;
    c->out_sent += (size_t)sent;
  }
  c->out.size = c->out_sent = 0;
  return true;
}

static bool reply(connection *c, const char *status, const char *body) {
  buffer_print(&c->out, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", status,
               strlen(body), body);
  return flush_out(c);
}

/* ---- Polls ----------------------------------------------------------------------------------------------- */

static bool reply_no_work(connection *c) {
  buffer_print(&c->out, "HTTP/1.1 204 No Content\r\n\r\n");
  return flush_out(c);
}

static bool reply_commands(connection *c, uint32_t count) {
  static buffer body;
  body.size = 0;
  int64_t now = now_ns();
  if (!sent_count) first_sent_at = now;
  buffer_append(&body, "{\"commands\":[", 13);
  for (uint32_t i = 0; i < count; i++) {
    if (i) buffer_append(&body, ",", 1);
    states[sent_count] = SENT, sent_at[sent_count] = now;
    append_command(&body, sent_count++);
  }
  buffer_append(&body, "]}", 2);
  buffer_print(&c->out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", body.size);
  buffer_append(&c->out, body.data, body.size);
  return flush_out(c);
}

static bool serve_poll(connection *c) {
  uint32_t ready = ready_count();
  if (!ready) {
    hold(c);
    return true;
  }
  return reply_commands(c, ready < c->limit ? ready : c->limit);
}

static long query_number(const char *line, const char *name, long fallback) {
  const char *end = strchr(line, '\n'), *at = strstr(line, name);
  return at && at < end ? strtol(at + strlen(name), NULL, 10) : fallback;
}

static bool start_poll(connection *c, const char *line) {
  static bool polled;
  if (!polled) printf("polled %lld\n", (long long)now_ns()), fflush(stdout);
  polled = true;
  long limit = query_number(line, "limit=", SERVING_LIMIT), timeout_ms = query_number(line, "timeout_ms=", 30000);
  c->limit = (uint32_t)(limit < 1 ? 1 : limit > SERVING_LIMIT ? SERVING_LIMIT : limit);
  c->hold_until = now_ns() + timeout_ms * 1000000;
  return serve_poll(c);
}

/* Work came up: held polls get it. Called once a turn, so that what was answered together travels together. */
static void serve_held(void) {
  while (held && ready_count()) {
    connection *c = held;
    unhold(c);
    if (!serve_poll(c)) close_connection(c);
  }
}

/* 204 to the polls whose time is up; returns the milliseconds until the next one's. */
static int expire_held(void) {
  int64_t now = now_ns(), soonest = 1000000000;
  for (connection *c = held, *next; c; c = next) {
    next = c->next_held;
    int64_t left = c->hold_until - now;
    if (left > 0) {
      if (left < soonest) soonest = left;
      continue;
    }
    unhold(c);
    if (!reply_no_work(c)) close_connection(c);
  }
  /* The next command may become due before. */
  if (held && going && per_second && soonest > 1000000000 / per_second) soonest = 1000000000 / per_second;
  return (int)(soonest / 1000000) + 1;
}

/* ---- Answers ------------------------------------------------------------------------------------------------ */

/* Whether the members around resp_json say that this is a plain terminal answer. */
static bool envelope_is_terminal(const char *body, size_t size, const char *json, size_t json_size) {
  const char *after = json + json_size;
  size_t after_size = (size_t)(body + size - after), before_size = (size_t)(json - body);
  bool type = memmem(after, after_size, "\"resp_type\":\"jsonrpc_response\"", 30) ||
              memmem(body, before_size, "\"resp_type\":\"jsonrpc_response\"", 30);
  bool code = memmem(after, after_size, "\"resp_code\":200", 15) || memmem(body, before_size, "\"resp_code\":200", 15);
  return type && code;
}

static bool parse_index(const char *body, size_t size, uint32_t *index) {
  static const char key[] = "\"request_id\":\"cmd-";
  const char *at = memmem(body, size < 256 ? size : 256, key, sizeof key - 1);
  if (!at || at + sizeof key + 8 > body + size) return false;
  *index = (uint32_t)strtoul(at + sizeof key - 1, NULL, 10);
  return *index < total;
}

static void check_answer(const char *head, size_t head_size, const char *body, size_t size, uint32_t index) {
  char token[32];
  int token_size = snprintf(token, sizeof token, "shard-%08x\r\n", shard_of(index));
  const char *sent_token = http_header(head, head_size, "x-tunnel-shard-token:");
  if (!sent_token || strncmp(sent_token, token, (size_t)token_size)) count_error("wrong shard token", index);

  static const char key[] = "\"resp_json\":";
  const char *json = memmem(body, size < 1024 ? size : 1024, key, sizeof key - 1);
  if (!json) {
    count_error("no resp_json", index);
    return;
  }
  json += sizeof key - 1;
  bool exact = exact_every && index % exact_every == 0;
  if (!answer_matches(json, (size_t)(body + size - json), index, payload, payload_size, exact))
    count_error("resp_json is not what the MCP server sent", index);
  else if (!envelope_is_terminal(body, size, json, answer_size(payload_size)))
    count_error("resp_code or resp_type is wrong", index);
}

static bool take_answer(connection *c, const char *head, size_t head_size, const char *body, size_t size) {
  uint32_t index;
  if (!parse_index(body, size, &index) || states[index] == NOT_SENT) {
    count_error("an answer with an unknown request_id", 0);
    return reply(c, "404 Not Found", "{\"error\":{\"code\":\"pending_request_not_found\"}}");
  }
  if (states[index] == ANSWERED) {
    duplicates++;
    return reply(c, "404 Not Found", "{\"error\":{\"code\":\"pending_request_not_found\"}}");
  }
  if (memmem(body, size < 4096 ? size : 4096, "\"jsonrpc_notify\"", 16)) {
    notifications++;
    return reply(c, "200 OK", "{}");
  }
  int64_t now = now_ns();
  states[index] = ANSWERED;
  answered_count++;
  last_answered_at = now;
  latencies_add(&measured, now - sent_at[index]);
  check_answer(head, head_size, body, size, index);
  return reply(c, "200 OK", "{}");
}

static void print_report(void) {
  double seconds = (double)(last_answered_at - first_sent_at) / 1e9;
  putchar('{');
  print_result(&measured, seconds);
  printf(",\"errors\":%lu,\"duplicates\":%lu,\"notifications\":%lu,\"connections_accepted\":%lu,"
         "\"connections_during_load\":%lu,\"first_error\":\"%s\"}\n",
         errors, duplicates, notifications, accepted, accepted - accepted_before_go, first_error);
  fflush(stdout);
}

/* ---- Requests --------------------------------------------------------------------------------------------------- */

static bool serve(connection *c, size_t head_size, size_t length) {
  const char *head = c->in.data, *body = head + head_size;
  const char *line_end = memchr(head, '\n', head_size);
  size_t line = (size_t)(line_end - head);
  if (memmem(head, line, "/poll", 5)) return start_poll(c, head);
  if (memmem(head, line, "/response", 9)) return take_answer(c, head, head_size, body, length);
  return reply(c, "200 OK", "{\"id\":\"bench\",\"name\":\"bench\",\"description\":\"loadplane\"}");
}

/* Serves what is complete in the buffer, makes room for what is not. */
static bool serve_complete(connection *c) {
  size_t head;
  while (!c->holding && (head = http_head_size(c->in.data, c->in.size))) {
    if (http_header(c->in.data, head, "transfer-encoding:")) die("chunked request bodies are not understood");
    size_t length = http_content_length(c->in.data, head);
    if (c->in.size < head + length) {
      buffer_reserve(&c->in, head + length);
      if (!c->continued && http_header(c->in.data, head, "expect:")) {
        c->continued = true;
        buffer_print(&c->out, "HTTP/1.1 100 Continue\r\n\r\n");
        return flush_out(c);
      }
      return true;
    }
    c->continued = false;
    if (!serve(c, head, length)) return false;
    buffer_consume(&c->in, head + length);
  }
  return true;
}

static bool read_more(connection *c) {
  if (c->in.capacity - c->in.size < 4096) buffer_reserve(&c->in, c->in.size + 16384);
  ssize_t got = recv(c->fd, c->in.data + c->in.size, c->in.capacity - c->in.size, 0);
  if (got < 0) return errno == EAGAIN;
  if (got == 0) return false;
  c->in.size += (size_t)got;
  return serve_complete(c);
}

static bool handle(connection *c, uint32_t events) {
  if (events & EPOLLOUT) {
    if (!flush_out(c)) return false;
    if (!c->out.size) epoll_set(epoll, EPOLL_CTL_MOD, c->fd, EPOLLIN, c);
  }
  return !(events & (EPOLLIN | EPOLLHUP | EPOLLERR)) || read_more(c);
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

/* A line on stdin starts the load, its end ends the program. */
static void read_stdin(void) {
  char text[64];
  if (read(0, text, sizeof text) <= 0) exit(0);
  going = true;
  accepted_before_go = accepted;
}

static void run(int listener) {
  static char stdin_tag, listener_tag;
  epoll_set(epoll, EPOLL_CTL_ADD, listener, EPOLLIN, &listener_tag);
  epoll_set(epoll, EPOLL_CTL_ADD, 0, EPOLLIN, &stdin_tag);
  struct epoll_event events[256];
  bool reported = false;
  for (;;) {
    int wait_ms = expire_held();
    bool grace = !reported && finished();
    int count = epoll_wait(epoll, events, 256, grace ? GRACE_NS / 2000000 : wait_ms < 1000 ? wait_ms : 1000);
    for (int i = 0; i < count; i++) {
      void *tag = events[i].data.ptr;
      if (tag == &listener_tag)
        accept_all(listener);
      else if (tag == &stdin_tag)
        read_stdin();
      else if (!handle(tag, events[i].events))
        close_connection(tag);
    }
    serve_held();
    if (grace && now_ns() - last_answered_at > GRACE_NS) print_report(), reported = true;
  }
}

int main(int argc, char **argv) {
  total = (uint32_t)number_option(argc, argv, "--commands", 1000);
  outstanding_limit = (uint32_t)number_option(argc, argv, "--outstanding", 1);
  payload_size = (size_t)number_option(argc, argv, "--size", 200);
  exact_every = (uint32_t)number_option(argc, argv, "--exact-every", 16);
  per_second = (uint32_t)number_option(argc, argv, "--per-second", 0);
  side = number_option(argc, argv, "--side", 0);
  long milliseconds = number_option(argc, argv, "--milliseconds", 0);
  if (milliseconds) load_ns = milliseconds * 1000000;
  payload = make_payload(payload_size);
  states = need(calloc(total, 1));
  sent_at = need(calloc(total, sizeof *sent_at));
  latencies_init(&measured, total);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  run(listen_and_announce());
}
