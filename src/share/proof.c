/*
 * proof.c - a tree of hashes and sums over all slips (a Merkle sum tree).
 *
 *	leaf = SHA-256 of "<dividend>|<number>|<weight>|<fen>|<salt>"
 *	node = SHA-256 of "<left hash>|<left fen>|<right hash>|<right fen>", fen = left + right
 *
 * The leaves stand in the order of their hashes, which nobody can foretell: the neighbour whose
 * amount a proof shows is nobody in particular.  A level of odd length hands its last node up
 * unchanged.  The root is published with the plan: from then on no slip and no sum can change.
 */
#include "base/arena.h"
#include "base/str.h"
#include "share/dividend_int.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
	char hash[65];
	int64_t fen, ord;
};

static void hash_of(const char *text, char out[65])
{
	unsigned char sum[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(sum, (const unsigned char *)text, strlen(text));
	sodium_bin2hex(out, 65, sum, sizeof sum);
}

static void leaf_of(int64_t dividend, const struct dividend_line *l, struct node *out)
{
	char text[192];
	int n = snprintf(text, sizeof text, "%" PRId64 "|%" PRId64 "|%" PRId64 "|%" PRId64 "|%s", dividend,
			 l->ord, l->weight, l->fen, l->salt);
	assert(n > 0 && (size_t)n < sizeof text);
	hash_of(text, out->hash);
	out->fen = l->fen;
	out->ord = l->ord;
}

static void node_of(const struct node *left, const struct node *right, struct node *out)
{
	char text[256];
	int n = snprintf(text, sizeof text, "%s|%" PRId64 "|%s|%" PRId64, left->hash, left->fen, right->hash,
			 right->fen);
	int64_t fen = left->fen + right->fen;
	assert(n > 0 && (size_t)n < sizeof text);
	hash_of(text, out->hash);
	out->fen = fen;
	out->ord = 0;
}

static int by_hash(const void *x, const void *y)
{
	const struct node *a = x, *b = y;
	return strcmp(a->hash, b->hash);
}

static struct node *leaves_of(struct arena *a, int64_t dividend, const struct dividend_lines *lines)
{
	struct node *nodes = ARENA_ARRAY(a, struct node, (size_t)lines->count + 1);
	for (int64_t i = 0; i < lines->count; i++)
		leaf_of(dividend, &lines->rows[i], &nodes[i]);
	if (lines->count)
		qsort(nodes, (size_t)lines->count, sizeof *nodes, by_hash);
	return nodes;
}

/* One level up, in place. */
static int64_t level_up(struct node *nodes, int64_t count)
{
	int64_t n = 0;
	for (int64_t i = 0; i < count; i += 2) {
		if (i + 1 < count)
			node_of(&nodes[i], &nodes[i + 1], &nodes[n]);
		else
			nodes[n] = nodes[i];
		n++;
	}
	return n;
}

static void salt_make(struct arena *a, struct dividend_line *l)
{
	unsigned char bytes[12];
	char text[2 * sizeof bytes + 1];
	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2hex(text, sizeof text, bytes, sizeof bytes);
	l->salt = arena_strdup(a, text);
}

bool proof_make(struct arena *a, int64_t dividend, struct dividend_lines *lines, char root[65],
		struct err *e)
{
	if (!lines->count)
		return err_set(e, ERR_REFUSED, "Nobody has a share that takes part.");
	for (int64_t i = 0; i < lines->count; i++)
		salt_make(a, &lines->rows[i]);
	struct node *nodes = leaves_of(a, dividend, lines);
	for (int64_t i = 0; i < lines->count; i++)
		lines->rows[nodes[i].ord - 1].leaf = i + 1;
	for (int64_t n = lines->count; n > 1;)
		n = level_up(nodes, n);
	memcpy(root, nodes[0].hash, sizeof nodes[0].hash);
	return true;
}

bool proof_of(struct arena *a, int64_t dividend, const struct dividend_lines *lines, int64_t ord,
	      struct proof *out, struct err *e)
{
	*out = (struct proof){0};
	struct node *nodes = leaves_of(a, dividend, lines);
	int64_t at = 0;
	while (at < lines->count && nodes[at].ord != ord)
		at++;
	if (at == lines->count)
		return err_set(e, ERR_NOT_FOUND, "There is no such slip.");
	memcpy(out->leaf, nodes[at].hash, sizeof out->leaf);
	for (int64_t n = lines->count; n > 1; n = level_up(nodes, n), at /= 2) {
		int64_t other = at ^ 1;
		if (other >= n)
			continue;
		struct proof_step *s = &out->steps[out->count++];
		memcpy(s->hash, nodes[other].hash, sizeof s->hash);
		s->fen = nodes[other].fen;
		s->left = other < at;
	}
	memcpy(out->root, nodes[0].hash, sizeof out->root);
	out->root_fen = nodes[0].fen;
	return true;
}

void proof_leaves(struct arena *a, int64_t dividend, const struct dividend_lines *lines,
		  const char ***out)
{
	struct node *nodes = leaves_of(a, dividend, lines);
	const char **texts = ARENA_ARRAY(a, const char *, (size_t)lines->count + 1);
	for (int64_t i = 0; i < lines->count; i++)
		texts[i] = arena_strdup(a, nodes[i].hash);
	*out = texts;
}
