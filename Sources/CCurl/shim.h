#define CURL_DISABLE_TYPECHECK 1
#ifndef SUITO_CCURL_SHIM_H
#define SUITO_CCURL_SHIM_H

#include <curl/curl.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* What libcurl spells as variadic functions, as functions; one for each kind of value. */

static inline CURLcode shim_set_long(CURL *easy, CURLoption option, long value)
{
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode shim_set_size(CURL *easy, CURLoption option, curl_off_t value)
{
    return curl_easy_setopt(easy, option, value);
}

/* libcurl keeps a copy of a text. */
static inline CURLcode shim_set_text(CURL *easy, CURLoption option, const char *value)
{
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode shim_set_pointer(CURL *easy, CURLoption option, void *value)
{
    return curl_easy_setopt(easy, option, value);
}

/* The body of a request: the size goes first, then a copy is taken of so many bytes. */
static inline CURLcode shim_set_body(CURL *easy, const void *bytes, curl_off_t count)
{
    CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, count);
    if (code != CURLE_OK) return code;
    return curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, count > 0 ? bytes : "");
}

/* HTTP/2 where TLS agrees on it (ALPN), else 1.1. */
static inline CURLcode shim_set_http2(CURL *easy, int wanted)
{
    return curl_easy_setopt(
        easy, CURLOPT_HTTP_VERSION,
        (long)(wanted ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
}

static inline CURLcode shim_set_tls12(CURL *easy)
{
    return curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
}

/* TLS on the control and on the data connection of FTP, or none at all. */
static inline CURLcode shim_set_ftp_tls(CURL *easy)
{
    return curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
}

typedef size_t (*shim_data_callback)(char *bytes, size_t size, size_t count, void *owner);
typedef int (*shim_request_callback)(
    void *owner, char *remote, char *local, int remote_port, int local_port);
typedef int (*shim_debug_callback)(
    CURL *easy, curl_infotype kind, char *bytes, size_t count, void *owner);

static inline void shim_on_body(CURL *easy, shim_data_callback callback, void *owner)
{
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, callback);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, owner);
}

static inline void shim_on_header(CURL *easy, shim_data_callback callback, void *owner)
{
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, callback);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, owner);
}

static inline void shim_on_request(CURL *easy, shim_request_callback callback, void *owner)
{
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, owner);
}

typedef curl_socket_t (*shim_socket_callback)(
    void *owner, curlsocktype purpose, struct curl_sockaddr *address);

/* Opens the sockets of all connections, so that the address which is looked at is the one that is
   connected to. */
static inline void shim_on_socket(CURL *easy, shim_socket_callback callback, void *owner)
{
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callback);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, owner);
}

/* Copies the 4 or 16 bytes of an address of IP; 0 where it is of another kind. */
static inline size_t shim_address_bytes(const struct curl_sockaddr *address, unsigned char *bytes)
{
    if (address->family == AF_INET) {
        memcpy(bytes, &((const struct sockaddr_in *)&address->addr)->sin_addr, 4);
        return 4;
    }
    if (address->family == AF_INET6) {
        memcpy(bytes, &((const struct sockaddr_in6 *)&address->addr)->sin6_addr, 16);
        return 16;
    }
    return 0;
}

static inline void shim_on_debug(CURL *easy, shim_debug_callback callback, void *owner)
{
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, callback);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, owner);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
}

static inline long shim_get_long(CURL *easy, CURLINFO info)
{
    long value = 0;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline curl_off_t shim_get_size(CURL *easy, CURLINFO info)
{
    curl_off_t value = -1;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : -1;
}

static inline void shim_multi_set_long(CURLM *multi, CURLMoption option, long value)
{
    curl_multi_setopt(multi, option, value);
}

typedef int (*shim_watch_callback)(
    CURL *easy, curl_socket_t socket, int what, void *owner, void *of_socket);
typedef int (*shim_timer_callback)(CURLM *multi, long milliseconds, void *owner);

/* Told which sockets to watch, and when to look again without one. */
static inline void shim_multi_on_sockets(
    CURLM *multi, shim_watch_callback watch, shim_timer_callback timer, void *owner)
{
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, owner);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, owner);
}

/* Waits for the sockets that the library itself knows of, and for a bell. */
static inline void shim_multi_poll(CURLM *multi, int bell, int milliseconds)
{
    struct curl_waitfd extra = {bell, CURL_WAIT_POLLIN, 0};
    curl_multi_poll(multi, &extra, 1, milliseconds, NULL);
}

/* A set of watched sockets with a bell that other threads ring; -1 where there is none. */
static inline int shim_watch_make(int *bell)
{
    int watch = epoll_create1(EPOLL_CLOEXEC);
    if (watch < 0) return -1;
    *bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event event = {EPOLLIN, {.fd = *bell}};
    if (*bell < 0 || epoll_ctl(watch, EPOLL_CTL_ADD, *bell, &event) < 0) {
        if (*bell >= 0) close(*bell);
        close(watch);
        return -1;
    }
    return watch;
}

static inline void shim_bell_ring(int bell) { (void)!eventfd_write(bell, 1); }

static inline void shim_bell_hush(int bell)
{
    eventfd_t count;
    (void)!eventfd_read(bell, &count);
}

/* Watches a socket for what libcurl names CURL_POLL_IN, OUT, INOUT, NONE or REMOVE. */
static inline void shim_watch_set(int watch, int socket, int what)
{
    struct epoll_event event = {0, {.fd = socket}};
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(watch, EPOLL_CTL_DEL, socket, &event);
        return;
    }
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    if (epoll_ctl(watch, EPOLL_CTL_ADD, socket, &event) < 0 && errno == EEXIST)
        epoll_ctl(watch, EPOLL_CTL_MOD, socket, &event);
}

/* Waits, and writes down the sockets that are ready, each with its CURL_CSELECT_ bits. */
static inline int shim_watch_wait(
    int watch, int *sockets, int *bits, int most, int milliseconds)
{
    struct epoll_event events[64];
    int count = epoll_wait(watch, events, most < 64 ? most : 64, milliseconds);
    for (int place = 0; place < count; place++) {
        unsigned int ready = events[place].events;
        sockets[place] = events[place].data.fd;
        bits[place] = (ready & (EPOLLIN | EPOLLHUP) ? CURL_CSELECT_IN : 0)
            | (ready & EPOLLOUT ? CURL_CSELECT_OUT : 0)
            | (ready & EPOLLERR ? CURL_CSELECT_ERR : 0);
    }
    return count < 0 ? 0 : count;
}

/* The next transfer that has ended, or NULL. */
static inline CURL *shim_multi_next_done(CURLM *multi, CURLcode *code)
{
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        *code = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

#endif
