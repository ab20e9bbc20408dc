#define CURL_DISABLE_TYPECHECK 1
#ifndef SUITO_CCURL_SHIM_H
#define SUITO_CCURL_SHIM_H

#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>

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
