/* main.c - the command line: one const table of subcommands, nothing else. */
#include "base/base.h"

int main(void)
{
	return 0;
}
