/* send.c - see send_int.h. */
#include <arpa/inet.h>
#include <curl/curl.h> /* first: it declares the socket call bind(), for which db.h has a macro */
#include <netinet/in.h>
#include <unistd.h>

#include "remind/send_int.h"

#include "base/buf.h"

#include <glib.h>
#include <stdatomic.h>
#include <string.h>

enum { CONNECT_SECONDS = 10, ALL_SECONDS = 30 };

static bool is_private4(uint32_t ip)
{
	static const struct {
		uint32_t net, mask;
	} closed[] = {
		{ 0x00000000, 0xff000000 }, { 0x0a000000, 0xff000000 }, { 0x64400000, 0xffc00000 },
		{ 0x7f000000, 0xff000000 }, { 0xa9fe0000, 0xffff0000 }, { 0xac100000, 0xfff00000 },
		{ 0xc0000000, 0xffffff00 }, { 0xc0a80000, 0xffff0000 }, { 0xc6120000, 0xfffe0000 },
		{ 0xe0000000, 0xe0000000 },
	};
	for (size_t i = 0; i < ARRAY_LEN(closed); i++)
		if ((ip & closed[i].mask) == closed[i].net)
			return true;
	return false;
}

static bool is_private6(const struct in6_addr *ip)
{
	uint32_t last;
	memcpy(&last, ip->s6_addr + 12, sizeof last);
	if (IN6_IS_ADDR_V4MAPPED(ip))
		return is_private4(ntohl(last));
	return IN6_IS_ADDR_LOOPBACK(ip) || IN6_IS_ADDR_UNSPECIFIED(ip) || IN6_IS_ADDR_LINKLOCAL(ip) ||
	       IN6_IS_ADDR_MULTICAST(ip) || (ip->s6_addr[0] & 0xfe) == 0xfc ||
	       (ip->s6_addr[0] == 0 && ip->s6_addr[1] == 0x64); /* 64:ff9b::, which stands for IPv4 */
}

/* Asked with the address itself, after its name was resolved. */
static curl_socket_t socket_open(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	(void)arg;
	(void)purpose;
	bool closed = true;
	if (to->family == AF_INET)
		closed = is_private4(ntohl(((const struct sockaddr_in *)(const void *)&to->addr)->sin_addr.s_addr));
	else if (to->family == AF_INET6)
		closed = is_private6(&((const struct sockaddr_in6 *)(const void *)&to->addr)->sin6_addr);
	return closed ? CURL_SOCKET_BAD : socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static int progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const _Atomic bool *stop = arg;
	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return stop && atomic_load(stop);
}

static size_t answer_take(char *p, size_t size, size_t n, void *arg)
{
	struct buf *answer = arg;
	buf_put(answer, p, size * n);
	return answer->full ? 0 : size * n; /* nobody needs a long answer */
}

CURL *transfer_start(const _Atomic bool *stop, bool open, struct buf *answer, struct err *e)
{
	static gsize ready;
	if (g_once_init_enter(&ready)) {
		curl_global_init(CURL_GLOBAL_DEFAULT);
		g_once_init_leave(&ready, 1);
	}
	CURL *c = curl_easy_init();
	if (!c) {
		err_set(e, ERR_BUSY, "The network library could not be started.");
		return NULL;
	}
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)ALL_SECONDS);
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, progress);
	curl_easy_setopt(c, CURLOPT_XFERINFODATA, (void *)(uintptr_t)stop);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, answer_take);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, answer);
	if (!open)
		curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, socket_open);
	return c;
}

bool transfer_run(CURL *c, struct err *e)
{
	CURLcode rc = curl_easy_perform(c);
	return rc == CURLE_OK || err_set(e, ERR_BUSY, "It could not be delivered: %s.", curl_easy_strerror(rc));
}
