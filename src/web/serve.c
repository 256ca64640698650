/*
 * serve.c - the supervisor and the server process under it.
 *
 * The supervisor holds the listening socket and nothing else: a server that dies costs the
 * requests in flight, and clients wait in the socket's queue for the next one.
 */
#include "web/web_int.h"

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "job/job.h" /* after the sockets: db.h has a bind() of its own */

enum { BACKLOG = 1024, DEATHS_MAX = 5, DEATHS_MS = 10000 };

static int listen_on(const struct web *w, int *port, struct err *e)
{
	char service[16];
	struct addrinfo want = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
				.ai_socktype = SOCK_STREAM},
			*found;
	snprintf(service, sizeof service, "%d", w->port);
	int rc = getaddrinfo(w->address, service, &want, &found);
	if (rc != 0) {
		err_set(e, ERR_INPUT, "The address %s is not one of this machine: %s.", w->address,
			gai_strerror(rc));
		return -1;
	}
	int on = 1, fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	bool ok = fd >= 0 && (bind)(fd, found->ai_addr, found->ai_addrlen) == 0 &&
		  listen(fd, BACKLOG) == 0;
	freeaddrinfo(found);
	if (!ok) {
		err_set(e, ERR_FILE, "Cannot listen on %s port %d: %s.", w->address, w->port,
			strerror(errno));
		err_hint(
		    e, "Stop the program that uses the port, or choose another one with --listen.");
		return -1;
	}
	struct sockaddr_storage at;
	socklen_t n = sizeof at;
	char text[16];
	getsockname(fd, (struct sockaddr *)&at, &n);
	getnameinfo((struct sockaddr *)&at, n, NULL, 0, text, sizeof text, NI_NUMERICSERV);
	int64_t number = 0;
	if (parse_i64(text, &number))
		*port = (int)number;
	return fd;
}

static void signals_block(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGCHLD);
	sigprocmask(SIG_BLOCK, set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* Leftovers of a killed server: uploads that nobody will read any more. */
static void tmp_clear(const char *tmp)
{
	GDir *dir = g_dir_open(tmp, 0, NULL);
	for (const char *name; dir && (name = g_dir_read_name(dir));) {
		if (strstr(name, ".lock"))
			continue; /* a job may hold it */
		char *path = g_build_filename(tmp, name, NULL);
		unlink(path);
		g_free(path);
	}
	if (dir)
		g_dir_close(dir);
}

/* What a job left when it was killed; a failure is only logged: it is done again at the next start. */
static void jobs_look(const struct server *s)
{
	struct err e = {0};
	struct arena *a = arena_new(LIMIT_REQUEST_ARENA);
	struct db *db = db_open(s->db_path, DB_WRITE, &e);
	if (!db || !jobs_tidy(a, db, s->w->dir, &e))
		log_error("job", &e);
	db_close(db);
	arena_free(a);
}

/* Reaps what has ended; true when a job was killed. */
static bool job_died(void)
{
	bool killed = false;
	for (int status; waitpid(-1, &status, WNOHANG) > 0;)
		killed |= WIFSIGNALED(status);
	return killed;
}

/* The server process; its exit status. */
static int server_run(const struct web *w, int fd, const sigset_t *set)
{
	struct err e = {0};
	struct arena *a = arena_new(LIMIT_JOB_ARENA);
	struct server *s = ARENA_NEW(a, struct server);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	s->w = w;
	s->db_path = arena_printf(a, "%s/site.db", w->dir);
	s->tmp = arena_printf(a, "%s/tmp", w->dir);
	mkdir(s->tmp, 0700);
	tmp_clear(s->tmp);
	if (!writer_start(s, &e) || !slow_start(s, &e) || !http_start(s, fd, &e)) {
		log_error("server", &e);
		return err_exit(e.code);
	}
	jobs_look(s);
	tick_start(s);
	log_event("server", "ready pid=%d", (int)getpid());
	for (int sig = SIGCHLD; sig == SIGCHLD;) {
		sigwait(set, &sig);
		if (sig == SIGCHLD && job_died())
			jobs_look(s);
	}
	http_stop(s);
	log_event("server", "stopped");
	arena_free(a);
	return 0;
}

static pid_t server_start(const struct web *w, int fd, const sigset_t *set)
{
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0)
		exit(server_run(w, fd, set));
	return pid;
}

/* Waits for a signal; true when the server process has ended. */
static bool ended(pid_t pid, const sigset_t *set, bool *stop, int *status)
{
	int sig;
	sigwait(set, &sig);
	if (sig != SIGCHLD) {
		*stop = true;
		kill(pid, SIGTERM);
	}
	return waitpid(pid, status, WNOHANG) == pid;
}

static bool supervise(const struct web *w, int fd, const sigset_t *set, struct err *e)
{
	int64_t deaths[DEATHS_MAX] = {0};
	bool stop = false;
	for (int n = 0;; n++) {
		int status;
		pid_t pid = server_start(w, fd, set);
		if (pid < 0)
			return err_set(e, ERR_BUSY, "The server process could not be started: %s.",
				       strerror(errno));
		while (!ended(pid, set, &stop, &status))
			if (stop && fd >= 0) {
				close(fd); /* new clients are refused while the last requests finish
					    */
				fd = -1;
			}
		if (stop)
			return WIFEXITED(status) && WEXITSTATUS(status) == 0
				   ? true
				   : err_set(e, ERR_BUSY, "The server did not stop cleanly.");
		if (WIFEXITED(status)) {
			err_set(e, ERR_FILE, "The server could not start.");
			return err_hint(e, "The line above says why.");
		}
		log_event("server", "ended by signal %d, starting again", WTERMSIG(status));
		if (clock_ms() - deaths[n % DEATHS_MAX] < DEATHS_MS && deaths[n % DEATHS_MAX])
			sleep(1); /* five deaths in ten seconds: no faster than once a second */
		deaths[n % DEATHS_MAX] = clock_ms();
	}
}

bool web_serve(const struct web *w, struct err *e)
{
	sigset_t set;
	int port = 0;
	if (!routes_check(w, e))
		return false;
	int fd = listen_on(w, &port, e);
	if (fd < 0)
		return false;
	signals_block(&set);
	bool v6 = strchr(w->address, ':') != NULL;
	printf("http://%s%s%s:%d/\n", v6 ? "[" : "", w->address, v6 ? "]" : "", port);
	return supervise(w, fd, &set, e);
}
