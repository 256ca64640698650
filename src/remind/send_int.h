#pragma once
/* send_int.h - one transfer over the network; whoever includes it has included curl/curl.h first. */
#include "remind/remind_int.h"

/*
 * A handle with short time limits, no redirections and no proxy.  Unless `open`, addresses of this
 * machine and of private networks are not connected to, whatever a name says.
 */
CURL *transfer_start(const _Atomic bool *stop, bool open, struct buf *answer, struct err *e);
/* False with what the library says when it failed. */
bool transfer_run(CURL *c, struct err *e);
