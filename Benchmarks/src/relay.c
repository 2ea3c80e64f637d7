/*
 * relay - the bare minimum that a tunnel client on libcurl can do: poll, POST each command's JSON-RPC bytes
 * to the MCP server, wrap the answer's bytes, POST them back. No checks, no retries, no deadlines, no logs,
 * and it only understands the exact shape that loadplane sends. It is what the real client is measured
 * against: the gap between the two is what validation, deadlines, metrics and plugins cost.
 *
 *   relay --control-plane PORT --target PORT --outstanding K
 */
#include "bench.h"
#include <curl/curl.h>

#define PREFIX_ROOM 160 /* in front of the answer: the envelope's start is written here afterwards */

typedef enum { POLL, CALL, RESPONSE } step;

/* One easy handle: the poll, or one command on its way through CALL and RESPONSE. */
typedef struct transfer transfer;
struct transfer {
  CURL *easy;
  step step;
  buffer body;    /* what the transfer received; with the envelope around it, what it sends back */
  buffer message; /* what a command sends to the target */
  char request_id[64], shard_token[64];
  struct curl_slist *headers; /* of the RESPONSE */
  transfer *next_free;
};

static CURLM *multi;
static int epoll;
static int64_t timer_at = -1;
static const char *plane; /* port */
static char poll_url[256], response_url[256], target_url[256];
static struct curl_slist *json_headers, *poll_headers;
static transfer *free_transfers;
static transfer poller;
static bool poller_idle;
static unsigned in_flight, limit_in_flight;

/* ---- libcurl on epoll --------------------------------------------------------------------------------------- */

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *known) {
  (void)easy, (void)context;
  struct epoll_event event = {.data.fd = fd};
  if (what & CURL_POLL_IN && what != CURL_POLL_REMOVE) event.events |= EPOLLIN;
  if (what & CURL_POLL_OUT && what != CURL_POLL_REMOVE) event.events |= EPOLLOUT;
  if (what == CURL_POLL_REMOVE)
    epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL);
  else if (epoll_ctl(epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event))
    die("epoll_ctl: %s", strerror(errno));
  if (!known) curl_multi_assign(multi, fd, multi);
  return 0;
}

static int on_timer(CURLM *m, long timeout_ms, void *context) {
  (void)m, (void)context;
  timer_at = timeout_ms < 0 ? -1 : now_ns() + timeout_ms * 1000000;
  return 0;
}

static size_t on_body(char *data, size_t size, size_t count, void *context) {
  transfer *t = context;
  if (t->step == RESPONSE) return size * count; /* `body` is what is being sent */
  if (t->step == CALL && t->body.size == 0) {
    curl_off_t length = 0;
    curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (length > 0) buffer_reserve(&t->body, PREFIX_ROOM + (size_t)length + 128);
    t->body.size = PREFIX_ROOM;
  }
  buffer_append(&t->body, data, size * count);
  return size * count;
}

static CURL *make_easy(transfer *t) {
  CURL *easy = need(curl_easy_init());
  curl_easy_setopt(easy, CURLOPT_PRIVATE, t);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 262144L);
  curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 262144L);
  return easy;
}

static void start(transfer *t, step step, const char *url, struct curl_slist *headers, const char *post, size_t size) {
  t->step = step;
  curl_easy_setopt(t->easy, CURLOPT_URL, url);
  curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, headers);
  if (post) {
    curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, post);
    curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
  }
  curl_multi_add_handle(multi, t->easy);
}

/* ---- A command ------------------------------------------------------------------------------------------------- */

static transfer *take_transfer(void) {
  transfer *t = free_transfers;
  if (t) {
    free_transfers = t->next_free;
  } else {
    t = need(calloc(1, sizeof *t));
    t->easy = make_easy(t);
  }
  in_flight++;
  return t;
}

static void release(transfer *t) {
  t->next_free = free_transfers;
  free_transfers = t;
  in_flight--;
}

/* Copies the text between `key` and the next quote; returns what follows. */
static const char *copy_member(const char *at, const char *key, char *value) {
  at = strstr(at, key) + strlen(key);
  const char *end = strchr(at, '"');
  memcpy(value, at, (size_t)(end - at));
  value[end - at] = 0;
  return end;
}

/* `jsonrpc` is the last member of a command and holds no braces in strings. */
static const char *start_command(const char *at) {
  transfer *t = take_transfer();
  at = copy_member(at, "\"request_id\":\"", t->request_id);
  at = copy_member(at, "\"shard_token\":\"", t->shard_token);
  const char *message = strstr(at, "\"jsonrpc\":{") + 10, *end = message;
  int depth = 0;
  do depth += (*end == '{') - (*end == '}');
  while (end++, depth);
  t->message.size = t->body.size = 0;
  buffer_append(&t->message, message, (size_t)(end - message));
  start(t, CALL, target_url, json_headers, t->message.data, t->message.size);
  return end;
}

static void send_back(transfer *t) {
  char prefix[PREFIX_ROOM], header[128];
  int size = snprintf(prefix, sizeof prefix, "{\"request_id\":\"%s\",\"channel\":\"main\",\"resp_json\":", t->request_id);
  buffer_print(&t->body, ",\"resp_headers\":{\"Content-Type\":[\"application/json\"]},\"resp_code\":200,"
                         "\"resp_type\":\"jsonrpc_response\"}");
  char *body = t->body.data + PREFIX_ROOM - size;
  memcpy(body, prefix, (size_t)size);
  snprintf(header, sizeof header, "X-Tunnel-Shard-Token: %s", t->shard_token);
  t->headers = curl_slist_append(NULL, header);
  t->headers = curl_slist_append(t->headers, "Content-Type: application/json");
  t->headers = curl_slist_append(t->headers, "Authorization: Bearer bench");
  t->headers = curl_slist_append(t->headers, "Expect:");
  size_t total = t->body.size - PREFIX_ROOM + (size_t)size;
  start(t, RESPONSE, response_url, t->headers, body, total);
}

/* ---- The poll ---------------------------------------------------------------------------------------------------- */

static void start_poll(void) {
  unsigned room = limit_in_flight - in_flight;
  poller_idle = room == 0;
  if (poller_idle) return;
  snprintf(poll_url, sizeof poll_url, "http://127.0.0.1:%s/v1/tunnels/tunnel_00000000000000000000000000000000/poll"
           "?limit=%u&timeout_ms=30000", plane, room < 25 ? room : 25);
  poller.body.size = 0;
  start(&poller, POLL, poll_url, poll_headers, NULL, 0);
}

static void take_commands(void) {
  buffer_append(&poller.body, "", 1);
  const char *at = poller.body.data;
  while (at && (at = strstr(at, "{\"request_id\""))) at = start_command(at);
  start_poll();
}

static void finish(transfer *t, CURLcode code) {
  curl_multi_remove_handle(multi, t->easy);
  if (code) {
    fprintf(stderr, "relay: %s\n", curl_easy_strerror(code));
    exit(1);
  }
  switch (t->step) {
    case POLL: take_commands(); break;
    case CALL: send_back(t); break;
    case RESPONSE:
      curl_slist_free_all(t->headers);
      release(t);
      if (poller_idle) start_poll();
      break;
  }
}

static void run(void) {
  struct epoll_event events[256];
  int running;
  start_poll();
  for (;;) {
    int64_t wait = timer_at < 0 ? 1000000000 : timer_at - now_ns();
    int count = epoll_wait(epoll, events, 256, wait <= 0 ? 0 : (int)((wait + 999999) / 1000000));
    for (int i = 0; i < count; i++) {
      int action = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
                   (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                   (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
      curl_multi_socket_action(multi, events[i].data.fd, action, &running);
    }
    if (timer_at >= 0 && timer_at <= now_ns()) {
      timer_at = -1;
      curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(multi, &left))) {
      transfer *t;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&t);
      finish(t, message->data.result);
    }
  }
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  plane = option(argc, argv, "--control-plane", "0");
  const char *target = option(argc, argv, "--target", "0");
  limit_in_flight = (unsigned)number_option(argc, argv, "--outstanding", 100);
  snprintf(response_url, sizeof response_url,
           "http://127.0.0.1:%s/v1/tunnels/tunnel_00000000000000000000000000000000/response", plane);
  snprintf(target_url, sizeof target_url, "http://127.0.0.1:%s/mcp", target);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  multi = need(curl_multi_init());
  epoll = epoll_create1(EPOLL_CLOEXEC);
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 512L);
  poll_headers = curl_slist_append(NULL, "Authorization: Bearer bench");
  json_headers = curl_slist_append(NULL, "Content-Type: application/json");
  json_headers = curl_slist_append(json_headers, "Accept: application/json, text/event-stream");
  json_headers = curl_slist_append(json_headers, "Expect:");
  poller.easy = make_easy(&poller);
  run();
}
