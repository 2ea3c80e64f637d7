/*
 * direct - the yardstick: the same calls straight to mcptarget, with nothing in between.
 *
 *   direct --outstanding K --commands N --size S --port PORT           K HTTP connections, closed loop
 *   direct --outstanding K --commands N --size S --stdio CMD [ARG…]    K lines outstanding to a child
 *
 * Ends after N commands, or once --milliseconds are over. Prints the same JSON line as loadplane. --stdio must be the last option.
 */
#include "bench.h"
#include <sys/wait.h>

static uint32_t total, outstanding, sent_count, exact_every;
static size_t payload_size;
static char *payload;
static int64_t *sent_at;
static latencies measured;
static unsigned long errors;
static int64_t started_at, stop_at;

/* Whether another call may go out. */
static bool more(void) { return sent_count < total && now_ns() < stop_at; }

/* All that went out came back, and no more will go. */
static bool finished(void) { return measured.count == sent_count && !more(); }

static void begin(long milliseconds) {
  started_at = now_ns();
  stop_at = milliseconds ? started_at + milliseconds * 1000000 : INT64_MAX;
}

static void append_call(buffer *out, uint32_t index) {
  buffer_print(out, COMMAND_FORMAT, COMMAND_ID(index), payload_size);
}

static void take_answer(uint32_t index, const char *bytes, size_t size) {
  latencies_add(&measured, now_ns() - sent_at[index]);
  bool exact = exact_every && index % exact_every == 0;
  if (size != answer_size(payload_size) || !answer_matches(bytes, size, index, payload, payload_size, exact)) errors++;
}

/* ---- HTTP -------------------------------------------------------------------------------------------------- */

typedef struct connection {
  int fd;
  uint32_t index;
  buffer in, out;
  size_t wanted; /* head and body, once the head is known */
} connection;

static void send_call(connection *c, int port) {
  static buffer body;
  body.size = c->out.size = 0;
  c->index = sent_count++;
  append_call(&body, c->index);
  buffer_print(&c->out,
               "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
               "Accept: application/json, text/event-stream\r\nContent-Length: %zu\r\n\r\n",
               port, body.size);
  buffer_append(&c->out, body.data, body.size);
  sent_at[c->index] = now_ns();
  if (send(c->fd, c->out.data, c->out.size, MSG_NOSIGNAL) != (ssize_t)c->out.size) die("short write of a call");
}

/* True when the answer is complete. */
static bool read_answer(connection *c) {
  buffer_reserve(&c->in, c->wanted ? c->wanted : 4096);
  ssize_t got = recv(c->fd, c->in.data + c->in.size, c->in.capacity - c->in.size, 0);
  if (got < 0 && errno == EAGAIN) return false;
  if (got <= 0) die("the target closed a connection");
  c->in.size += (size_t)got;
  size_t head = http_head_size(c->in.data, c->in.size < 1024 ? c->in.size : 1024);
  if (!head) return false;
  c->wanted = head + http_content_length(c->in.data, head);
  if (c->in.size < c->wanted) return false;
  take_answer(c->index, c->in.data + head, c->in.size - head);
  c->in.size = 0;
  return true;
}

static void run_http(int port, long milliseconds) {
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  connection *connections = need(calloc(outstanding, sizeof *connections));
  for (uint32_t i = 0; i < outstanding; i++) {
    connections[i].fd = connect_loopback(port);
    epoll_set(epoll, EPOLL_CTL_ADD, connections[i].fd, EPOLLIN, &connections[i]);
  }
  begin(milliseconds);
  for (uint32_t i = 0; i < outstanding && more(); i++) send_call(&connections[i], port);
  struct epoll_event events[256];
  while (!finished()) {
    int count = epoll_wait(epoll, events, 256, 10000);
    if (count <= 0) die("no answer for 10 seconds");
    for (int i = 0; i < count; i++) {
      connection *c = events[i].data.ptr;
      if (read_answer(c) && more()) send_call(c, port);
    }
  }
}

/* ---- stdio -------------------------------------------------------------------------------------------------- */

static pid_t spawn(char **command, int *to_child, int *from_child) {
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC)) die("pipe: %s", strerror(errno));
  pid_t child = fork();
  if (child == 0) {
    dup2(in[0], 0), dup2(out[1], 1);
    execvp(command[0], command);
    die("cannot run %s: %s", command[0], strerror(errno));
  }
  close(in[0]), close(out[1]);
  *to_child = in[1], *from_child = out[0];
  return child;
}

static void send_line(int fd) {
  static buffer line;
  line.size = 0;
  append_call(&line, sent_count);
  buffer_append(&line, "\n", 1);
  sent_at[sent_count++] = now_ns();
  if (write(fd, line.data, line.size) != (ssize_t)line.size) die("short write to the child");
}

/* The child answers in order, a line each. */
static void run_stdio(char **command, long milliseconds) {
  int to_child, from_child;
  pid_t child = spawn(command, &to_child, &from_child);
  begin(milliseconds);
  while (sent_count < outstanding && more()) send_line(to_child);
  buffer in = {0};
  size_t scanned = 0;
  while (!finished()) {
    buffer_reserve(&in, in.size + 65536);
    ssize_t got = read(from_child, in.data + in.size, in.capacity - in.size);
    if (got <= 0) die("the child closed its output");
    in.size += (size_t)got;
    size_t start = 0;
    char *end;
    while ((end = memchr(in.data + scanned, '\n', in.size - scanned))) {
      take_answer((uint32_t)measured.count, in.data + start, (size_t)(end - in.data) - start);
      start = scanned = (size_t)(end - in.data) + 1;
      if (more()) send_line(to_child);
    }
    buffer_consume(&in, start);
    scanned = in.size;
  }
  close(to_child);
  waitpid(child, NULL, 0);
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  total = (uint32_t)number_option(argc, argv, "--commands", 1000);
  outstanding = (uint32_t)number_option(argc, argv, "--outstanding", 1);
  payload_size = (size_t)number_option(argc, argv, "--size", 200);
  exact_every = (uint32_t)number_option(argc, argv, "--exact-every", 16);
  payload = make_payload(payload_size);
  sent_at = need(calloc(total, sizeof *sent_at));
  latencies_init(&measured, total);
  char **child = NULL;
  for (int i = 1; i + 1 < argc && !child; i++)
    if (!strcmp(argv[i], "--stdio")) child = argv + i + 1;
  long milliseconds = number_option(argc, argv, "--milliseconds", 0);
  if (child)
    run_stdio(child, milliseconds);
  else
    run_http((int)number_option(argc, argv, "--port", 0), milliseconds);
  double seconds = (double)(now_ns() - started_at) / 1e9;
  putchar('{');
  print_result(&measured, seconds);
  printf(",\"errors\":%lu,\"duplicates\":0}\n", errors);
  return errors != 0;
}
